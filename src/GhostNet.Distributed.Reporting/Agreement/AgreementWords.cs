using static System.FormattableString;

namespace GhostNet.Distributed.Reporting;

/// <summary>What became of a job's canary, in sentences.</summary>
internal static class AgreementWords
{
    /// <summary>Whether the architectures agree and how closely, which of them did not run all of it, and whether the job counted the same.</summary>
    public static string Of(ReportedAgreement agreement) => string.Join(
        ' ',
        [
            BetweenArchitectures(agreement),
            .. BetweenScores(agreement),
            .. agreement.Architectures.Where(a => a.Samples < agreement.Samples)
                .Select(a => Invariant($"{a.Architecture} ran {a.Samples:N0} of {agreement.Samples:N0} samples: its last host left, or its canary was given up.")),
            .. WithResults(agreement),
        ]);

    private static string BetweenArchitectures(ReportedAgreement agreement)
    {
        string[] names = [.. agreement.Architectures.Select(a => a.Architecture)];
        return names switch
        {
            [] => "No host ran the canary, so there is nothing to compare.",
            [var only] => $"One architecture ({only}), nothing to compare.",
            _ when agreement.Compared == 0 => "No sample of the canary was run on two architectures, so there is nothing to compare.",
            _ when agreement.Differing == 0 => Invariant($"{List(names)} agree on every one of {Samples(agreement.Compared)}."),
            _ => Invariant($"{List(names)} disagree on {agreement.Differing:N0} of {Samples(agreement.Compared)}."),
        };
    }

    private static IEnumerable<string> BetweenScores(ReportedAgreement agreement)
    {
        if (agreement.LargestScoreDifference is { } largest)
        {
            yield return largest == 0 ? "Their scores are the same to the last bit." : Invariant($"Their scores of a class differ by at most {largest:G2}.");
        }
    }

    private static IEnumerable<string> WithResults(ReportedAgreement agreement)
    {
        if (agreement.ComparedWithResults == 0)
        {
            yield break;
        }

        yield return agreement.DifferingFromResults == 0
            ? Invariant($"What the job counted of other hosts is the same in every one of {agreement.ComparedWithResults:N0} comparisons.")
            : Invariant($"What the job counted of other hosts differs in {agreement.DifferingFromResults:N0} of {agreement.ComparedWithResults:N0} comparisons.");
    }

    private static string List(string[] names) => $"{string.Join(", ", names[..^1])} and {names[^1]}";

    private static string Samples(long count) => Invariant($"{count:N0} canary {(count == 1 ? "sample" : "samples")}");
}
