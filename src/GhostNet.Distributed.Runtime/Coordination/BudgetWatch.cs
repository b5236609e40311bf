using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>How much of its error budget a job has used, and will have at its end.</summary>
internal static class BudgetWatch
{
    /// <summary>Both as shares of the fewest failures that make the report INVALID; 0 without a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="tally">What is accepted.</param>
    /// <param name="samples">Samples of the job.</param>
    public static (double Used, double Burn) Of(ErrorBudget budget, Tally tally, long samples)
    {
        if (budget.AllowedOf(samples) is not { } allowed || samples == 0)
        {
            return (0, 0);
        }

        // By the lower end of the interval: the first failure of a large job says little about its end.
        var tooMany = allowed + 1.0;
        var expected = Math.Max(tally.Failed, WilsonInterval.Of(tally.Failed, tally.Samples).Low * samples);
        return (tally.Failed / tooMany, expected / tooMany);
    }
}
