using BatchDashboard.Components;
using BatchDashboard.Components.Display;
using CsCheck;

namespace BatchDashboard.Tests.Components;

public sealed class ReadableTests
{
    [Theory]
    [InlineData(100.0, "100 %")]
    [InlineData(99.9999, "99.9 %")]
    [InlineData(90.0, "90 %")]
    [InlineData(0.05, "< 0.1 %")]
    [InlineData(0.0, "0 %")]
    public void A_percent_never_rounds_up_to_a_whole_success(double percent, string shown) => Assert.Equal(shown, Readable.Percent(percent));

    [Theory]
    [InlineData(0.4, "0.4 s")]
    [InlineData(45, "45 s")]
    [InlineData(102, "1 min 42 s")]
    [InlineData(13455.25, "3 h 44 min")]
    [InlineData(200000, "2 d 7 h")]
    [InlineData(-1, "–")]
    public void A_duration_has_two_units(double seconds, string shown) => Assert.Equal(shown, Readable.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(2048, "2 KB")]
    [InlineData(22_000, "21.5 KB")]
    [InlineData(1_072_168_960, "1 GB")]
    [InlineData(256_789_000, "244.9 MB")]
    [InlineData(2_921_611_232_116, "2.7 TB")]
    [InlineData(1000, "1 KB")]
    [InlineData(9_007_199_254_740_992, "8 PB")]
    [InlineData(-1, "–")]
    public void A_size_has_three_digits_before_the_point_at_most(long bytes, string shown) => Assert.Equal(shown, Readable.Bytes(bytes));

    [Theory]
    [InlineData(1, "1 file")]
    [InlineData(1200, "1,200 files")]
    [InlineData(0, "0 files")]
    public void A_count_agrees_with_its_noun(long count, string shown) => Assert.Equal(shown, Readable.Count(count, "file"));

    [Fact]
    public void No_text_keeps_a_sign_that_a_reader_cannot_see() => Gen.String.Sample(text =>
        Assert.DoesNotContain(Readable.Visible(text), character => char.IsControl(character) || character is '\u202E' or '\u2066' or '\u200B' or '\u2028'));

    [Fact]
    public void A_cookie_never_breaks_a_page() => Gen.String.Sample(cookie => Assert.NotNull(Viewer.FromCookie(cookie)));

    [Fact]
    public void A_viewer_comes_back_from_its_cookie()
    {
        var viewer = new Viewer("dark", "Europe/Berlin", Utc: true, Comfortable: true, Charts: true, Columns: true);

        Assert.Equal(viewer, Viewer.FromCookie(viewer.ToCookie()));
    }

    [Fact]
    public void Times_are_in_the_viewers_zone_unless_utc_is_asked_for()
    {
        var time = new DateTimeOffset(2024, 12, 18, 10, 3, 12, TimeSpan.Zero);

        Assert.Equal("18 Dec 2024, 11:03", new Viewer(Zone: "Europe/Berlin").Absolute(time));
        Assert.Equal("18 Dec 2024, 11:03:12 UTC+01:00", new Viewer(Zone: "Europe/Berlin").Exact(time));
        Assert.Equal("18 Dec 2024, 10:03:12 UTC", new Viewer(Zone: "Europe/Berlin", Utc: true).Exact(time));
    }

    [Theory]
    [InlineData(0, "27 Oct 2024, 02:30 (UTC+02:00)")]
    [InlineData(1, "27 Oct 2024, 02:30 (UTC+01:00)")]
    [InlineData(2, "27 Oct 2024, 03:30")]
    public void The_hour_that_comes_twice_at_the_end_of_summer_time_has_its_offset(int hour, string shown)
    {
        var time = new DateTimeOffset(2024, 10, 27, hour, 30, 0, TimeSpan.Zero);

        Assert.Equal(shown, new Viewer(Zone: "Europe/Berlin").Absolute(time));
        Assert.DoesNotContain("UTC+", new Viewer(Zone: "Europe/Berlin", Utc: true).Absolute(time), StringComparison.Ordinal);
    }
}
