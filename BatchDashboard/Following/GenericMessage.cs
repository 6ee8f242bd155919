using System.Text.Json.Serialization;

namespace BatchDashboard.Following;

/// <summary>The body of a generic webhook. New members may come; a change of the others would be another version.</summary>
/// <param name="Version">1.</param>
/// <param name="Type"><c>batch.finished</c>, <c>batch.failed_share</c>, <c>batch.error_code</c>, <c>batch.stalled</c> or <c>test</c>.</param>
/// <param name="EventId">The same for the same rule, batch and cause, to whomever it is sent.</param>
/// <param name="Sentence">What happened, for people.</param>
/// <param name="Batch">Null for a test.</param>
internal sealed record GenericMessage(
    int Version, string Type, string EventId, DateTimeOffset HappenedAt, string Sentence, GenericRule Rule, BatchFigures? Batch);

/// <summary>The rule that came true.</summary>
internal sealed record GenericRule(string Id, string Name, [property: JsonPropertyName("condition")] RuleCondition Condition);
