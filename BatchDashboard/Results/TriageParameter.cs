using BatchDashboard.Queries;
using BatchDashboard.Triage;

namespace BatchDashboard.Results;

/// <summary>Triage states as a URL has them: <see cref="JobQuery.TriageWords"/>.</summary>
public static class TriageParameter
{
    public static string Word(TriageState state) => state switch
    {
        TriageState.Acknowledged => "acknowledged",
        TriageState.Resolved => "resolved",
        TriageState.WontFix => "wont-fix",
        _ => "open",
    };

    /// <summary>Null for a word that is none.</summary>
    public static TriageState? State(string word)
    {
        foreach (var state in TriageDraft.States)
        {
            if (Word(state) == word)
            {
                return state;
            }
        }

        return null;
    }
}
