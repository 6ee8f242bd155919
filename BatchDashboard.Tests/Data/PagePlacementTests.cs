using System.Globalization;
using BatchDashboard.Data;
using BatchDashboard.Wickson;
using CsCheck;

namespace BatchDashboard.Tests.Data;

/// <summary>Where jobs belong, whatever a page says.</summary>
public sealed class PagePlacementTests
{
    [Theory]
    [InlineData("""{"page":3,"page_size":50,"total_items":200}""", 50, 100L, 50, 200L)]
    [InlineData("""{"page":4,"page_size":50,"total_items":170}""", 20, 150L, 50, 170L)]
    [InlineData("""{"page":3,"total_items":200,"total_pages":4}""", 10, 100L, 50, 200L)]
    [InlineData("""{"page":2,"page_size":"25","total_items":"60"}""", 25, 25L, 25, 60L)]
    [InlineData("""{"page":2,"page_size":10,"total_items":200}""", 30, 30L, 30, 200L)]
    [InlineData("""{"page":1,"page_size":10,"total_items":0}""", 0, 0L, 10, 0L)]
    [InlineData("""{"page":2,"page_size":10,"total_items":0}""", 0, 10L, 10, null)]
    [InlineData("""{"page":1,"page_size":10,"total_items":3}""", 5, 0L, 10, null)]
    public void A_page_has_its_place(string pagination, int rows, long first, int span, long? announced)
    {
        var page = Pages.Of(Enumerable.Repeat("{}", rows), pagination);
        Assert.Equal(new PagePlacement(first, span, announced), PagePlacement.Of(page.Data.Value, rows));
    }

    [Fact]
    public void The_summary_is_asked_when_the_paging_does_not_tell_the_total()
    {
        var page = Pages.Of(["{}"], """{"page":1,"page_size":10,"total_items":0}""", completion: """{"total_items":40}""");
        Assert.Equal(40, PagePlacement.Of(page.Data.Value, 1).Announced);
    }

    [Fact]
    public void No_numbers_lead_out_of_the_bounds() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.Long, Gen.Int[0, 3]).Sample((page, size, items, pages, rows) =>
        {
            var pagination = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"page":{{page}},"page_size":{{size}},"total_items":{{items}},"total_pages":{{pages}}}""");
            var place = PagePlacement.Of(Pages.Of(Enumerable.Repeat("{}", rows), pagination).Data.Value, rows);
            Assert.InRange(place.First, 0, BatchCounts.Max);
            Assert.InRange(place.Span, rows, 1_000_000);
            Assert.True(place.Announced is null || place.Announced >= rows);
        });
}
