using GhostNet.Distributed.Runtime.Pump;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class FairShareTests
{
    private static readonly TimeSpan All = TimeSpan.FromSeconds(12);
    private static readonly JobId A = JobId.Parse("a");
    private static readonly JobId B = JobId.Parse("b");
    private static readonly JobId C = JobId.Parse("c");

    private readonly FairShare _share = new();
    private readonly List<JobId> _told = [];

    [Fact]
    public void A_job_alone_has_everything()
    {
        Join(A, 0);
        Assert.Equal(All, Of(A));
    }

    [Fact]
    public void Equals_share_equally()
    {
        Join(A, 0);
        Join(B, 0);
        Join(C, 0);
        Assert.All([A, B, C], job => Assert.Equal(All / 3, Of(job)));
    }

    [Fact]
    public void A_higher_priority_takes_everything()
    {
        Join(A, 0);
        Join(B, 5);
        Join(C, -5);
        Assert.Equal((TimeSpan.Zero, All, TimeSpan.Zero), (Of(A), Of(B), Of(C)));
    }

    [Fact]
    public void A_job_that_cannot_use_work_is_asked_again_and_keeps_nobody_from_theirs()
    {
        Join(A, 0);
        Join(B, 5);
        _share.Note(B, usesWork: false);
        Assert.Equal((All, All), (Of(A), Of(B)));
    }

    [Fact]
    public void A_job_that_cannot_use_work_is_asked_again_for_its_share_among_equals()
    {
        Join(A, 0);
        Join(B, 0);
        _share.Note(B, usesWork: false);
        Assert.Equal((All, All / 2), (Of(A), Of(B)));
    }

    [Fact]
    public void A_job_that_can_use_work_again_has_its_share_again()
    {
        Join(A, 0);
        Join(B, 5);
        _share.Note(B, usesWork: false);
        _share.Note(B, usesWork: true);
        Assert.Equal((TimeSpan.Zero, All), (Of(A), Of(B)));
    }

    [Fact]
    public void A_job_that_is_over_keeps_nobody_from_theirs()
    {
        Join(A, 0);
        Join(B, 5);
        _share.Leave(B);
        Assert.Equal(All, Of(A));
    }

    [Fact]
    public void The_others_are_told_when_one_steps_back_and_only_then()
    {
        Join(A, 0);
        Join(B, 5);
        _share.Note(B, usesWork: true);
        Assert.Empty(_told);
        _share.Note(B, usesWork: false);
        Assert.Equal([A], _told);
        _share.Note(B, usesWork: false);
        _share.Leave(B);
        Assert.Equal([A], _told);
        _share.Leave(A);
        Assert.Equal([A], _told);
    }

    [Fact]
    public void The_others_are_told_when_one_is_over()
    {
        Join(A, 0);
        Join(B, 0);
        _share.Leave(A);
        Assert.Equal([B], _told);
    }

    [Fact]
    public void Leaving_without_having_joined_is_nothing()
    {
        Join(A, 0);
        _share.Leave(B);
        Assert.Equal(All, Of(A));
        Assert.Empty(_told);
    }

    private void Join(JobId job, int priority) => _share.Join(job, priority, () => _told.Add(job));

    private TimeSpan Of(JobId job) => _share.Of(job, All);
}
