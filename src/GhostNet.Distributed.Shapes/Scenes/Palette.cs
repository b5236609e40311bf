using GhostNet.Distributed.Shapes.Drawing;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>Colours that go together: a ground, and a hue opposite or beside it for what lies on the ground.</summary>
internal sealed class Palette
{
    // Below this difference of luma the eye finds an edge only by hue, and a JPEG of 4:2:0 hardly keeps it.
    private const float LeastContrast = 0.11f;

    private const int PatienceInAttempts = 1_000;

    // A sixth of a turn away, a third, or the complement: what painters call harmonies.
    private static readonly float[] Harmonies = [0.17f, 0.33f, 0.5f, 0.67f, 0.83f];

    private readonly SplitMix64 _random;
    private readonly float _groundHue;
    private readonly float _contrast;

    /// <summary>Draws a palette by lot.</summary>
    public Palette(SplitMix64 random)
    {
        _random = random;
        _groundHue = random.NextSingle();
        _contrast = random.Between(LeastContrast, 3 * LeastContrast);
        var saturation = random.Between(0.08f, 0.55f);
        var value = random.Between(0.22f, 0.92f);
        Ground = Rgb.FromHsv(_groundHue, saturation, value);
        FarGround = Rgb.FromHsv(_groundHue + random.Between(-0.12f, 0.12f), saturation * random.Between(0.6f, 1.3f), Math.Clamp(value + random.Between(-0.22f, 0.22f), 0.12f, 0.97f));
    }

    /// <summary>The colour of the ground on one side.</summary>
    public Rgb Ground { get; }

    /// <summary>The colour of the ground on the other side.</summary>
    public Rgb FarGround { get; }

    /// <summary>A colour that stands out from the ground.</summary>
    public Rgb DrawSubject() => DrawApart(Ground.Toward(FarGround, 0.5f), _contrast);

    /// <summary>A colour that stands out from another.</summary>
    public Rgb DrawBeside(Rgb other) => DrawApart(other, _contrast * 1.5f);

    /// <summary>Any colour of the palette, near to the ground or not.</summary>
    public Rgb DrawClutter() => Rgb.FromHsv(_groundHue + _random.Between(-0.2f, 0.7f), _random.Between(0.1f, 0.75f), _random.Between(0.2f, 0.95f));

    private Rgb DrawApart(Rgb other, float contrast)
    {
        for (var attempt = 1; ; attempt++)
        {
            var hue = _groundHue + _random.Pick<float>(Harmonies) + _random.Between(-0.06f, 0.06f);
            var colour = Rgb.FromHsv(hue, _random.Between(0.25f, 0.9f), _random.Between(0.15f, 1f));
            if (MathF.Abs(colour.Luma - other.Luma) >= contrast)
            {
                return colour;
            }

            // Around a middle grey, no colour of these hues may be far enough away.
            contrast = attempt % PatienceInAttempts == 0 ? contrast * 0.9f : contrast;
        }
    }
}
