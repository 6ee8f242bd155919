using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using BatchDashboard.Export;
using MiniExcelLibs;

namespace BatchDashboard.Tests.Export;

public sealed class XlsxFileTests
{
    private static readonly string[] Columns = ["name", "size", "changed_at", "details"];
    private static readonly DateTimeOffset Noon = new(2024, 12, 18, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_stays_text_numbers_are_numbers_and_times_are_times()
    {
        string[] names = ["=1+1", "0123", " lead", "<b>&\u0001\"'", "İI é 😀", "-5", new string('x', 40_000)];

        var sheet = Read(await WriteAsync(names, XlsxFile.RowsOfSheet), "Files");

        Assert.Equal(names.Select(name => name.Length > 32_767 ? name[..32_766] + "…" : name), sheet.Select(row => (string)row["name"]));
        Assert.All(sheet, row => Assert.Equal((7.0, Noon.UtcDateTime, null), ((double)row["size"], (DateTime)row["changed_at (UTC)"], (string?)row["details"])));
    }

    [Fact]
    public async Task A_time_is_shown_to_the_second_in_every_sheet()
    {
        await using var file = new ZipArchive(new MemoryStream(await WriteAsync(["a", "b"], rowsOfSheet: 1)));
        XDocument Part(string name) => XDocument.Load(file.GetEntry(name)!.Open());
        var styles = Part("xl/styles.xml").Descendants().ToList();
        var format = styles.Single(element => element.Name.LocalName == "numFmt" && (string?)element.Attribute("formatCode") == "yyyy-mm-dd hh:mm:ss").Attribute("numFmtId")!.Value;
        var cells = styles.Single(element => element.Name.LocalName == "cellXfs").Elements().ToList();

        foreach (var sheet in new[] { "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml" })
        {
            var time = Part(sheet).Descendants().Single(element => element.Name.LocalName == "c" && (string?)element.Attribute("r") == "C2");
            Assert.Equal(Noon.UtcDateTime.ToOADate(), double.Parse(time.Value, CultureInfo.InvariantCulture), 9);
            Assert.Equal(format, cells[int.Parse(time.Attribute("s")!.Value, CultureInfo.InvariantCulture)].Attribute("numFmtId")!.Value);
        }
    }

    [Fact]
    public async Task What_does_not_fit_on_a_sheet_goes_on_in_the_next_one_with_the_names_on_top()
    {
        var file = await WriteAsync([.. Enumerable.Range(0, 25).Select(number => $"file {number}")], rowsOfSheet: 10);

        Assert.Equal(["Files", "Files 2", "Files 3"], MiniExcel.GetSheetNames(new MemoryStream(file)));
        Assert.Equal("file 0", Read(file, "Files")[0]["name"]);
        Assert.Equal("file 19", Read(file, "Files 2")[^1]["name"]);
        Assert.Equal(5, Read(file, "Files 3").Count);
    }

    [Fact]
    public async Task A_file_without_rows_has_its_names()
    {
        var file = await WriteAsync([], XlsxFile.RowsOfSheet);

        var row = Assert.Single(MiniExcel.Query(new MemoryStream(file)).Cast<IDictionary<string, object>>());
        Assert.Equal(["name", "size", "changed_at (UTC)", "details"], row.Values);
    }

    [Fact]
    public async Task A_time_before_the_first_day_of_excel_is_text_and_a_number_with_too_many_digits_too()
    {
        var rows = Rows.Of(["known_at", "number"], [0], (_, cells) =>
        {
            cells.Time(DateTimeOffset.MinValue);
            cells.Number(long.MaxValue);
        });
        using var target = new MemoryStream();
        await XlsxFile.WriteAsync(rows, "Odd", target, _ => { }, Token);

        var row = Read(target.ToArray(), "Odd").Single();

        Assert.Equal(("0001-01-01T00:00:00Z", "9223372036854775807"), ((string)row["known_at (UTC)"], (string)row["number"]));
    }

    private static async Task<byte[]> WriteAsync(string[] names, int rowsOfSheet)
    {
        using var target = new MemoryStream();
        var rows = Rows.Of(Columns, names, (name, cells) =>
        {
            cells.Text(name);
            cells.Number(7);
            cells.Time(Noon);
            cells.Json([]);
        });
        await XlsxFile.WriteAsync(rows, "Files", target, _ => { }, Token, rowsOfSheet);
        return target.ToArray();
    }

    private static List<IDictionary<string, object>> Read(byte[] file, string sheet) =>
        [.. MiniExcel.Query(new MemoryStream(file), useHeaderRow: true, sheetName: sheet).Cast<IDictionary<string, object>>()];
}
