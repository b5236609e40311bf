using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Preprocessing;

/// <summary>
/// Encoded bytes to the recipe's centre crop, equal byte for byte to what torchvision's <c>Resize(antialias)</c> and <c>CenterCrop</c> make of Pillow's pixels, and on to the model's input.
/// Owns its buffers and belongs to one thread at a time.
/// </summary>
public sealed class Preprocessor : IDisposable
{
    private readonly IImageDecoder _decoder;
    private readonly TimedResampler _resampler;
    private readonly Normalisation _normalisation;
    private readonly byte[] _crop;
    private readonly TimeProvider _time;

    /// <summary>A preprocessor for one recipe.</summary>
    /// <param name="recipe">How an image becomes the input.</param>
    /// <param name="limits">Sizes beyond which an image is refused; the defaults when null.</param>
    /// <param name="kernel">The inner loops of the resize; the fastest that this CPU runs when null.</param>
    /// <param name="time">Clock of <see cref="LastDurations"/>; the system's when null.</param>
    /// <param name="jpeg">The library that decodes JPEG; <see cref="JpegCodecChoice.ForThisProcess"/> when null.</param>
    /// <exception cref="InvalidRecipeException">The recipe has a value out of range.</exception>
    /// <exception cref="JpegCodecException">The library is not on this machine.</exception>
    public Preprocessor(Recipe recipe, DecodingLimits? limits = null, ResamplingKernel? kernel = null, TimeProvider? time = null, JpegCodec? jpeg = null)
        : this(recipe, Decoder(limits, jpeg ?? JpegCodecChoice.ForThisProcess()), kernel, time)
    {
    }

    /// <summary>A preprocessor over a decoder, which it disposes.</summary>
    /// <exception cref="InvalidRecipeException">The recipe has a value out of range.</exception>
    public Preprocessor(Recipe recipe, IImageDecoder decoder, ResamplingKernel? kernel = null, TimeProvider? time = null)
    {
        recipe.Validate();
        Recipe = recipe;
        _decoder = decoder;
        _time = time ?? TimeProvider.System;
        _resampler = new(new(recipe, kernel ?? ResamplingKernel.Fastest), _time);
        _normalisation = new(recipe);
        _crop = new byte[CropLength];
    }

    /// <summary>How an image becomes the input.</summary>
    public Recipe Recipe { get; }

    /// <summary>Elements of one image: crop × crop × 3, as bytes of a crop or elements of a tensor.</summary>
    public int CropLength => Recipe.Crop * Recipe.Crop * 3;

    /// <summary>How long the last image took.</summary>
    public StageDurations LastDurations { get; private set; }

    /// <summary>Decodes, resizes and crops.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="rgb">Receives <see cref="CropLength"/> bytes: rows from the top, R, G, B; left as it is when there is a fault.</param>
    /// <returns>Null, or why there are no pixels.</returns>
    public ImageFault? Crop(ReadOnlyMemory<byte> encoded, Span<byte> rgb)
    {
        Require(rgb.Length, nameof(rgb));
        var started = _time.GetTimestamp();
        var fault = DecodeRows(encoded);
        var decoded = _time.GetTimestamp();
        if (fault is null)
        {
            _resampler.Finish(rgb);
        }

        var resizing = _resampler.Spent;
        LastDurations = new(_time.GetElapsedTime(started, decoded) - resizing, resizing + _time.GetElapsedTime(decoded));
        return fault;
    }

    /// <summary>Decodes, resizes, crops and normalises into one image of a float32 input.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="layout">Order of the axes: 3 × crop × crop or crop × crop × 3.</param>
    /// <param name="tensor">Receives <see cref="CropLength"/> floats; left as it is when there is a fault.</param>
    /// <returns>Null, or why there are no pixels.</returns>
    public ImageFault? Write(ReadOnlyMemory<byte> encoded, InputLayout layout, Span<float> tensor)
    {
        Require(tensor.Length, nameof(tensor));
        if (Crop(encoded, _crop) is { } fault)
        {
            return fault;
        }

        var started = _time.GetTimestamp();
        _normalisation.Write(_crop, layout, tensor);
        LastDurations = LastDurations with { Resize = LastDurations.Resize + _time.GetElapsedTime(started) };
        return null;
    }

    /// <summary>Decodes, resizes and crops into one image of a uint8 input, 0…255, not normalised.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="layout">Order of the axes: 3 × crop × crop or crop × crop × 3.</param>
    /// <param name="tensor">Receives <see cref="CropLength"/> bytes; left as it is when there is a fault.</param>
    /// <returns>Null, or why there are no pixels.</returns>
    public ImageFault? Write(ReadOnlyMemory<byte> encoded, InputLayout layout, Span<byte> tensor)
    {
        Require(tensor.Length, nameof(tensor));
        if (Crop(encoded, _crop) is { } fault)
        {
            return fault;
        }

        Normalisation.Write(_crop, layout, tensor);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private static IImageDecoder Decoder(DecodingLimits? limits, JpegCodec jpeg) => jpeg == JpegCodec.TurboJpeg ? new TurboJpegDecoder(limits) : new SkiaDecoder(limits);

    private ImageFault? DecodeRows(ReadOnlyMemory<byte> encoded)
    {
        _resampler.Reset();
        if (!_decoder.TryOpen(encoded, out var image, out var fault))
        {
            return fault;
        }

        using (image)
        {
            return image.Decode(_resampler.Begin(image.Header.Width, image.Header.Height), _resampler);
        }
    }

    private void Require(int length, string name)
    {
        if (length != CropLength)
        {
            throw new ArgumentException($"Room for {length} elements; expected {Recipe.Crop}×{Recipe.Crop}×3 = {CropLength}.", name);
        }
    }
}
