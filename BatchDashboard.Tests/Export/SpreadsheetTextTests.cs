using System.Text;
using BatchDashboard.Export;
using BatchDashboard.Results;
using CsCheck;
using CsvHelper;

namespace BatchDashboard.Tests.Export;

/// <summary>A CSV file has every text as it was, but for those that a spreadsheet would run.</summary>
public sealed class SpreadsheetTextTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1:A9)")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("\n=1+1")]
    [InlineData("   =1+1")]
    [InlineData("\"=1+1\"")]
    [InlineData("' \"=cmd|' /C calc'!A0")]
    [InlineData("\u00a0=1+1")]
    [InlineData("\u3000=1+1")]
    [InlineData("\ufeff=1+1")]
    [InlineData("\u200b=1+1")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(A1)")]
    [InlineData("\u2212 1")]
    public void Text_that_a_spreadsheet_would_run_is_told(string text) => Assert.True(SpreadsheetText.IsFormula(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\"")]
    [InlineData("report.pdf")]
    [InlineData("a=b")]
    [InlineData("(=1)")]
    [InlineData("１２.pdf")]
    [InlineData("é")]
    [InlineData("😀.png")]
    [InlineData("{\"format\":\"=1\"}")]
    public void Other_text_stays_as_it_is(string text) => Assert.False(SpreadsheetText.IsFormula(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task A_file_begins_with_its_mark_and_ends_each_line_as_the_rfc_says()
    {
        var bytes = await WriteAsync(["plain", "a,b", "say \"hi\"", "two\r\nlines", "=1+1", ""]);

        Assert.Equal(
            "\ufefftext,number\r\nplain,-5\r\n\"a,b\",-5\r\n\"say \"\"hi\"\"\",-5\r\n\"two\r\nlines\",-5\r\n'=1+1,-5\r\n,-5\r\n",
            Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public async Task Any_text_is_read_back_as_it_was_or_with_the_one_sign_that_keeps_it_text() => await Gen.String.Array[0, 20].SampleAsync(
        async texts =>
        {
            using var reader = CsvReader.Create(new MemoryStream(await WriteAsync(texts)));
            var back = new List<string>();
            while (await reader.ReadAsync(Token))
            {
                back.Add(reader.GetString(0) ?? "");
            }

            var sound = texts.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(sound.Select(text => SpreadsheetText.IsFormula(Encoding.UTF8.GetBytes(text)) ? "'" + text : text), back);
        },
        iter: 200,
        threads: 1);

    private static async Task<byte[]> WriteAsync(string[] texts)
    {
        using var target = new MemoryStream();
        var rows = Rows.Of(["text", "number"], texts, (text, cells) =>
        {
            cells.Text(text);
            cells.Number(-5);
        });
        await CsvFile.WriteAsync(rows, target, _ => { }, Token);
        return target.ToArray();
    }
}
