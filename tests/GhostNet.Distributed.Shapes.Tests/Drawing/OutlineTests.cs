using GhostNet.Distributed.Shapes.Drawing;
using GhostNet.Distributed.Shapes.Drawing.Outlines;

namespace GhostNet.Distributed.Shapes.Tests.Drawing;

public class OutlineTests
{
    [Fact]
    public void A_crescent_lacks_its_bite()
    {
        var crescent = new Crescent(0.8f, 0.5f);
        Assert.True(crescent.Distance(-0.7f, 0) < 0);
        Assert.True(crescent.Distance(0.3f, 0) > 0);
    }

    [Fact]
    public void A_ring_is_hollow()
    {
        var ring = new Ring(0.5f);
        Assert.True(ring.Distance(0, 0) > 0);
        Assert.True(ring.Distance(0, 0.75f) < 0);
    }

    [Fact]
    public void A_star_has_five_points_on_the_unit_circle_and_a_waist_between_them()
    {
        var star = new Star(0.4f);
        for (var i = 0; i < 5; i++)
        {
            var point = Direction.AtTurn(0.25f + (i / 5f));
            Assert.Equal(0, star.Distance(point.Cos, point.Sin), 1e-4);
            var waist = Direction.AtTurn(0.35f + (i / 5f));
            Assert.Equal(0, star.Distance(0.4f * waist.Cos, 0.4f * waist.Sin), 1e-4);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void A_regular_polygon_has_its_corners_on_its_circle(int sides)
    {
        var polygon = new RegularPolygon(sides, 1.2f);
        for (var i = 0; i < sides; i++)
        {
            var corner = Direction.AtTurn((i + 0.5f) / sides);
            Assert.Equal(0, polygon.Distance(1.2f * corner.Cos, 1.2f * corner.Sin), 1e-4);
        }
    }

    [Fact]
    public void No_outline_reaches_beyond_its_extent()
    {
        Outline[] outlines = [new Disc(), new Ring(0.6f), new Crescent(0.9f, 0.6f), new RegularPolygon(3, 1.25f), new Star(0.5f), new Cross(0.3f), new Bar(0.05f)];
        foreach (var outline in outlines)
        {
            for (var i = 0; i < 360; i++)
            {
                var ray = Direction.AtTurn(i / 360f);
                var radius = outline.Extent * 1.001f;
                Assert.True(outline.Distance(radius * ray.Cos, radius * ray.Sin) > -1e-4f, $"{outline} at {i}°");
            }
        }
    }
}
