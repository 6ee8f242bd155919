using BatchDashboard.Queries;
using CsCheck;

namespace BatchDashboard.Tests.Queries;

/// <summary>The list of batches as a query string.</summary>
public sealed class BatchListQueryTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["aZé%&=+ _#?/\\\"<"], 0, 8].Select(text => text.Trim());

    private static readonly Gen<BatchListQuery> Queries = Gen.Select(
        Text,
        Text.Where(text => text.Length > 0).List[0, 3],
        Text,
        Gen.Int[0, BatchListQuery.Periods.Count - 1].Select(place => BatchListQuery.Periods[place]),
        Gen.Enum<BatchSort>(),
        Gen.Bool,
        Gen.Int[1, 9],
        Gen.Int[0, BatchListQuery.PageSizes.Count - 1].Select(place => BatchListQuery.PageSizes[place]),
        (search, statuses, collection, days, sort, descending, page, size) => new BatchListQuery
        {
            Search = search,
            Statuses = [.. statuses.Distinct(StringComparer.Ordinal)],
            Collection = collection,
            Days = days,
            Sort = sort,
            Descending = descending,
            Page = page,
            PageSize = size,
        });

    [Fact]
    public void What_is_written_is_read_back() => Queries.Sample(query =>
    {
        var (read, notices) = BatchListQuery.Parse(query.ToQueryString());
        Assert.Empty(notices);
        Assert.Equal(query.Statuses, read.Statuses);
        Assert.Equal(query with { Statuses = [] }, read with { Statuses = [] } with { Statuses = (query with { Statuses = [] }).Statuses });
    });

    [Fact]
    public void The_default_is_no_query_string()
    {
        Assert.Equal("", new BatchListQuery().ToQueryString());
        Assert.Equal(new BatchListQuery().ToQueryString(), BatchListQuery.Parse("?sort=newest&page=1&pageSize=50&days=0&q=").Query.ToQueryString());
        Assert.Equal("?status=a&status=b&sort=-newest", new BatchListQuery { Statuses = ["a", "b"], Descending = true }.ToQueryString());
    }

    [Fact]
    public void No_query_string_makes_reading_fail() => Gen.String.Sample(text =>
        Assert.InRange(BatchListQuery.Parse($"?sort={text}&days={text}&q={text}&page={text}&pageSize={text}&status={text}").Query.Page, 1, int.MaxValue));

    [Theory]
    [InlineData("?sort=colour", "There is no column “colour” to sort by. There are: newest, name, status, completion, failed, total, size, duration, created, completed; “-newest” is descending. It was left out.")]
    [InlineData("?days=8", "“8” is not a value of “days”. There are: 0, 7, 30, 90, 365. Using 0.")]
    [InlineData("?pageSize=7", "“7” is not a value of “pageSize”. There are: 25, 50, 100, 250. Using 50.")]
    [InlineData("?page=0", "“0” is not a page number: pages are numbered from 1. This is the first page.")]
    [InlineData("?label=x", "There is no parameter “label”. There are: q, status, collection, days, sort, page, pageSize. It was left out.")]
    public void What_cannot_be_used_is_a_sentence(string queryString, string sentence)
    {
        var (query, notices) = BatchListQuery.Parse(queryString);

        Assert.Equal([sentence], notices);
        Assert.Equal("", query.ToQueryString());
    }
}
