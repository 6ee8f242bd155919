using BatchDashboard.Export;
using CsCheck;

namespace BatchDashboard.Tests.Export;

public sealed class ExportFileNameTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 27, 14, 5, 9, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("batch-abc123", "", "batch-abc123_20261127-120509Z.csv")]
    [InlineData("batch-abc123", "status=failed&error=format_error&q=Q4%20%2Freport", "batch-abc123_status-failed_error-format_error_q-Q4-report_20261127-120509Z.csv")]
    [InlineData("a:b~c", "q=..%2F..%2Fetc%2Fpasswd", "a-b-c_q-..-..-etc-passwd_20261127-120509Z.csv")]
    [InlineData("b", "q=%22%0D%0AX-Evil: 1", "b_q-X-Evil-1_20261127-120509Z.csv")]
    [InlineData("b", "q=Étude", "b_q-Étude_20261127-120509Z.csv")]
    public void The_name_says_batch_filter_and_time(string subject, string filter, string name) =>
        Assert.Equal(name, ExportFileName.Of(subject, filter, Time, ExportFormat.Csv));

    [Fact]
    public void No_filter_makes_a_name_that_a_system_refuses() => Gen.String.Sample(text =>
    {
        var name = ExportFileName.Of("batch", "q=" + Uri.EscapeDataString(text.Replace("\ud800", "", StringComparison.Ordinal)), Time, ExportFormat.Xlsx);
        Assert.True(name.Length < 160);
        Assert.DoesNotContain(name, letter => !(char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || letter is '-' or '_' or '.'));
        Assert.True(char.IsLetterOrDigit(name[0]));
    });
}
