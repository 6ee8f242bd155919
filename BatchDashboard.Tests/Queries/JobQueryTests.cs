using BatchDashboard.Queries;
using BatchDashboard.Results;
using BatchDashboard.Triage;
using CsCheck;

namespace BatchDashboard.Tests.Queries;

public sealed class JobQueryTests
{
    private static readonly Gen<string> Text = Gen.String[1, 30].Select(text => text.Replace("\0", "", StringComparison.Ordinal).Trim()).Where(text => text.Length > 0);

    private static readonly Gen<IReadOnlyList<string>> Values =
        Text.Array[0, 5].Select(values => (IReadOnlyList<string>)[.. values.Distinct(StringComparer.Ordinal)]);

    private static readonly Gen<IReadOnlyList<DetailFilter>> Details = Gen.Select(Gen.OneOf(Text, Gen.OneOf("a:b", "50%3A", "%253a")), Gen.OneOf(Text, Gen.Const(""), Gen.Const("x:y")).Null())
        .Array[0, 3].Select(details => (IReadOnlyList<DetailFilter>)[.. details.Select(one => new DetailFilter(one.Item1, one.Item2)).Distinct()]);

    private static readonly Gen<JobQuery> Queries = Gen.Select(
        Gen.Int[1, int.MaxValue],
        Gen.Int[0, 3].Select(index => JobQuery.PageSizes[index]),
        Gen.OneOf(Gen.Const(""), Text),
        Gen.Select(Values, Values, Values, Gen.OneOf(JobQuery.TriageWords.ToArray()).Array[0, 3].Select(words => (IReadOnlyList<string>)[.. words.Distinct()]), Details),
        Gen.Enum<JobSort>(),
        Gen.Bool,
        Gen.Select(Gen.OneOf(Gen.Const(""), Text), Gen.OneOf("", "failing", "fixed")),
        (page, size, search, filters, sort, descending, narrow) => new JobQuery
        {
            Page = page,
            PageSize = size,
            Search = search,
            Statuses = filters.Item1,
            MediaTypes = filters.Item2,
            ErrorCodes = filters.Item3,
            Triage = filters.Item4,
            Details = filters.Item5,
            Pattern = narrow.Item1,
            Fix = narrow.Item2,
            Sort = sort,
            Descending = sort != JobSort.None && descending,
        });

    [Fact]
    public void What_was_written_to_a_URL_is_read_back() => Queries.Sample(query =>
    {
        var (read, notices) = JobQuery.Parse(query.ToQueryString());
        Assert.Equal(query, read);
        Assert.Equal((query.Page, query.PageSize, query.Sort, query.Descending), (read.Page, read.PageSize, read.Sort, read.Descending));
        Assert.Empty(notices);
    });

    [Fact]
    public void No_text_breaks_the_reading_and_what_is_read_is_sound() => Gen.OneOf(
        Gen.String,
        Gen.String.Select(text => "?page=" + text + "&pageSize=" + text + "&q=" + text + "&sort=" + text + "&status=" + text + "&error=" + text + "&pattern=" + text + "&detail=" + text + "&triage=" + text + "&fix=" + text)).Sample(text =>
    {
        var (query, _) = JobQuery.Parse(text);
        Assert.True(query.Page >= 1);
        Assert.Contains(query.PageSize, JobQuery.PageSizes);
        Assert.True(query.Search.Length <= JobQuery.MaxSearchLength);
        var (again, notices) = JobQuery.Parse(query.ToQueryString());
        Assert.Equal(query, again);
        Assert.Empty(notices);
    });

    [Theory]
    [InlineData("?page=-1")]
    [InlineData("?page=0")]
    [InlineData("?page=99999999999999999999")]
    [InlineData("?page=1.5")]
    [InlineData("?page=%00")]
    [InlineData("?pageSize=7")]
    [InlineData("?pageSize=-50")]
    [InlineData("?sort=colour")]
    [InlineData("?sort=-")]
    [InlineData("?fix=maybe")]
    [InlineData("?triage=maybe")]
    [InlineData("?stauts=failed&colour=red")]
    [InlineData("?status=&status=%20")]
    [InlineData("?error=%00")]
    [InlineData("?q=%00")]
    [InlineData("?detail=:x")]
    public void What_cannot_be_used_is_corrected_with_a_notice(string text)
    {
        var (query, notices) = JobQuery.Parse(text);

        Assert.Equal(JobQuery.Default, query);
        Assert.Single(notices);
    }

    [Fact]
    public void Words_are_read_in_any_case_of_letters_and_an_empty_search_is_none()
    {
        var (query, notices) = JobQuery.Parse("?SORT=-FileName&Triage=OPEN&triage=Wont-Fix&fix=Fixed&pagesize=25&q=");

        Assert.Equal("?triage=open&triage=wont-fix&fix=fixed&sort=-filename&pageSize=25", query.ToQueryString());
        Assert.Empty(notices);
    }

    [Fact]
    public void Of_what_is_given_twice_the_last_counts_and_text_of_the_URL_hides_nothing_in_a_sentence()
    {
        Assert.Equal(["“page” can be given only once. Using the last one."], JobQuery.Parse("?page=2&page=3").Notices);
        Assert.Equal(3, JobQuery.Parse("?page=2&page=3").Query.Page);
        Assert.StartsWith("“a\uFFFDb\uFFFD” is not a value of “fix”. There are: failing, fixed.", JobQuery.Parse("?fix=a%E2%80%AEb%00").Notices[0], StringComparison.Ordinal);
        Assert.Equal(["“status” can be given 20 times at most. Using the first 20."], JobQuery.Parse("?" + string.Join('&', Enumerable.Range(0, 30).Select(number => $"status=s{number}"))).Notices);
    }

    [Fact]
    public void There_is_a_word_for_each_state_of_triage() => Assert.Equal(TriageDraft.States.Select(TriageParameter.Word), JobQuery.TriageWords);

    [Fact]
    public void A_very_large_page_stays_as_asked_for_only_the_results_know_how_many_there_are() =>
        Assert.Equal(999_999_999, JobQuery.Parse("?page=999999999").Query.Page);

    [Fact]
    public void A_search_and_filters_that_are_too_long_are_cut()
    {
        var (query, notices) = JobQuery.Parse($"?q={new string('x', 4000)}&status={new string('y', 4000)}&type=a");

        Assert.Equal(JobQuery.MaxSearchLength, query.Search.Length);
        Assert.Empty(query.Statuses);
        Assert.Equal(["a"], query.MediaTypes);
        Assert.Equal(2, notices.Count);
    }
}
