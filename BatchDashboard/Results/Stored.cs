using BatchDashboard.Data;

namespace BatchDashboard.Results;

/// <summary>Turns a failing database into an answer that says so.</summary>
internal static class Stored
{
    public static async Task<Answer<T>> AnswerAsync<T>(Func<Task<Answer<T>>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (DatabaseException exception)
        {
            return new Answer<T>(null, ProblemWords.Of(exception));
        }
    }

    /// <summary>Adds something to an answer. Where the database cannot tell it, the answer stays without it.</summary>
    public static async Task<Answer<T>> AddAsync<T>(Answer<T> answer, Func<T, Task<T>> add)
        where T : class
    {
        if (answer.Value is not { } value)
        {
            return answer;
        }

        try
        {
            return answer with { Value = await add(value) };
        }
        catch (DatabaseException exception)
        {
            return answer with { Problem = answer.Problem ?? ProblemWords.Of(exception) };
        }
    }
}
