using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tessera.Access;
using Tessera.Data;
using Tessera.Jobs;
using Tessera.Tests.Harness;
using Tessera.Wire;

namespace Tessera.Tests.Jobs;

/// <summary>Who gets a turn when, what becomes of turns that fail, and that a turn that is over writes nothing.</summary>
public sealed class JobTurnsTests(Servers servers)
{
    static readonly WorkspaceId One = new(1), Other = new(2);

    [Theory, OnBothDatabases]
    public async Task A_turn_whose_lease_is_over_writes_nothing_and_the_next_one_goes_on(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One);
        var first = rig.Lease(Assert.Single(await rig.ClaimAsync(5)));
        await first.CommitAsync(_ => "\"first\"");
        Assert.Empty(await rig.ClaimAsync(5));

        rig.Clock.Advance(JobStore.LeaseTime);
        Assert.Equal(0, await rig.Turns.ReclaimAsync(all: false, CancellationToken.None));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await rig.Turns.ReclaimAsync(all: false, CancellationToken.None));
        var second = rig.Lease(Assert.Single(await rig.ClaimAsync(5)));

        Assert.Equal((first.Job.Fence + 1, "\"first\""), (second.Job.Fence, second.Job.Progress));
        await Assert.ThrowsAsync<LeaseLostException>(() => first.CommitAsync(transaction =>
        {
            rig.Add(transaction, One);
            return "\"late\"";
        }));
        await rig.Turns.EndAsync(first.Job, JobTurn.Done);
        Assert.Equal((JobState.Running, "\"first\""), (rig.Find(job).State, rig.Find(job).Progress));
        Assert.Equal(1, rig.Count());

        // A sign of life extends a lease.
        rig.Clock.Advance(JobStore.LeaseTime);
        await second.CommitAsync(_ => null);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await rig.Turns.ReclaimAsync(all: false, CancellationToken.None));
        await rig.Turns.EndAsync(second.Job, JobTurn.Done);
        Assert.Equal(JobState.Done, rig.Find(job).State);
    }

    [Theory, OnBothDatabases]
    public async Task Turns_that_fail_wait_longer_each_time_and_the_eighth_is_the_last(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One);
        for (var attempt = 1; attempt < JobTurns.MostAttempts; attempt++)
        {
            await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Retry("No luck."));
            var failed = rig.Find(job);
            Assert.Equal((JobState.Waiting, attempt, "No luck."), (failed.State, failed.Attempts, failed.Reason));
            var most = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
            Assert.InRange(failed.DueAt - rig.Clock.GetUtcNow(), most / 2, most);
            Assert.Empty(await rig.ClaimAsync(1));
            rig.Clock.Advance(most);
        }

        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Retry("No luck."));
        Assert.Equal((JobState.Failed, "Given up after 8 attempts. No luck."), (rig.Find(job).State, rig.Find(job).Reason));
        rig.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await rig.ClaimAsync(1));

        await rig.Store.ReplayAsync(One, job, CancellationToken.None);
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Again);
        Assert.Equal((JobState.Waiting, 0, null), (rig.Find(job).State, rig.Find(job).Attempts, rig.Find(job).Reason));
    }

    [Theory, OnBothDatabases]
    public async Task A_turn_that_fails_waits_as_long_as_it_was_asked_to_or_as_it_would_have_anyway(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One);
        await EndAsync(JobTurn.Parked("Busy.", TimeSpan.Zero), attempts: 0, least: 0.5, most: 1);
        await EndAsync(JobTurn.Retry("Away.", TimeSpan.FromHours(1)), attempts: 1, least: 300, most: 300);
        await EndAsync(JobTurn.Retry("Busy.", TimeSpan.FromSeconds(3)), attempts: 2, least: 3, most: 3);
        await EndAsync(JobTurn.Retry("Busy.", TimeSpan.FromSeconds(3)), attempts: 3, least: 3, most: 4);
        await EndAsync(JobTurn.Retry("Busy.", TimeSpan.FromSeconds(3)), attempts: 4, least: 4, most: 8);
        await EndAsync(JobTurn.Retry("Busy.", TimeSpan.Zero), attempts: 5, least: 8, most: 16);

        async Task EndAsync(JobTurn turn, int attempts, double least, double most)
        {
            await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), turn);
            Assert.Equal(attempts, rig.Find(job).Attempts);
            Assert.InRange(rig.Find(job).DueAt - rig.Clock.GetUtcNow(), TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
            rig.Clock.Advance(TimeSpan.FromSeconds(most));
        }
    }

    [Theory, OnBothDatabases]
    public async Task Progress_makes_up_for_failed_attempts_and_waiting_for_a_model_is_none(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One);
        for (var i = 0; i < 2 * JobTurns.MostAttempts; i++)
        {
            var lease = rig.Lease(Assert.Single(await rig.ClaimAsync(1)));
            await lease.CommitAsync(_ => "{}");
            await rig.Turns.EndAsync(lease.Job, JobTurn.Retry("Some did, some didn't."));
            Assert.Equal(1, rig.Find(job).Attempts);
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Parked("Parked.", TimeSpan.FromMinutes(1)));
            Assert.Equal((1, TimeSpan.FromMinutes(1)), (rig.Find(job).Attempts, rig.Find(job).DueAt - rig.Clock.GetUtcNow()));
            rig.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Parked("No budget today.", TimeSpan.FromHours(9)));
        Assert.Equal(TimeSpan.FromMinutes(5), rig.Find(job).DueAt - rig.Clock.GetUtcNow());
        rig.Clock.Advance(TimeSpan.FromMinutes(5));
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Failed("It never can."));
        Assert.Equal((JobState.Failed, "It never can."), (rig.Find(job).State, rig.Find(job).Reason));
    }

    [Theory, OnBothDatabases]
    public async Task Workspaces_have_turns_in_turn_however_much_one_of_them_wants(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        for (var i = 0; i < 20; i++) await rig.AddAsync(One);
        var single = await rig.AddAsync(Other, JobPriority.Low);

        Assert.Equal([One, Other], (await rig.ClaimAsync(8)).Select(job => job.Workspace));
        Assert.Equal([One], (await rig.ClaimAsync(8)).Select(job => job.Workspace));
        await rig.Turns.EndAsync(rig.Find(single), JobTurn.Again);
        // The other one has none running.
        Assert.Equal(single, Assert.Single(await rig.ClaimAsync(1, running: [One, One])).Id);
    }

    [Theory, OnBothDatabases]
    public async Task In_a_workspace_priority_comes_first_and_then_what_is_due_longest(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var low = await rig.AddAsync(One, JobPriority.Low);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await rig.AddAsync(One, JobPriority.High, inMinutes: 1);
        var normal = await rig.AddAsync(One);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        var high = await rig.AddAsync(One, JobPriority.High);
        var nextNormal = await rig.AddAsync(One);

        var order = new List<string>();
        while (await rig.ClaimAsync(1) is [var next]) order.Add(next.Id);
        Assert.Equal([high, normal, nextNormal, low], order);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(later, Assert.Single(await rig.ClaimAsync(1)).Id);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_scheduled_again_is_one_job_with_the_newer_time_and_has_another_turn_when_it_runs(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One, subject: "c-1");
        Assert.Equal(job, await rig.AddAsync(One, subject: "c-1", inMinutes: 5));
        Assert.NotEqual(job, await rig.AddAsync(One, subject: "c-2", inMinutes: 60));
        Assert.NotEqual(job, await rig.AddAsync(Other, subject: "c-1", inMinutes: 60));
        Assert.Empty(await rig.ClaimAsync(5));
        rig.Clock.Advance(TimeSpan.FromMinutes(5));

        var claimed = Assert.Single(await rig.ClaimAsync(5));
        Assert.Equal(job, await rig.AddAsync(One, subject: "c-1", inMinutes: 1));
        await rig.Turns.EndAsync(claimed, JobTurn.Done);
        Assert.Equal(JobState.Waiting, rig.Find(job).State);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(5)), JobTurn.Done);
        Assert.Equal(JobState.Done, rig.Find(job).State);

        // What is over makes room for a new one, and is forgotten after a week.
        Assert.NotEqual(job, await rig.AddAsync(One, subject: "c-1"));
        rig.Clock.Advance(JobTurns.Kept);
        Assert.Equal(0, await rig.Turns.SweepAsync(CancellationToken.None));
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await rig.Turns.SweepAsync(CancellationToken.None));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_asked_of_a_running_job_is_told_to_its_turn_and_holds_when_the_process_is_gone(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var (paused, cancelled) = (await rig.AddAsync(One), await rig.AddAsync(Other));
        var leases = (await rig.ClaimAsync(2)).Select(rig.Lease).ToDictionary(lease => lease.Job.Id);
        await rig.Store.StopAsync(One, paused, JobRequest.Pause, CancellationToken.None);
        await rig.Store.StopAsync(Other, cancelled, JobRequest.Cancel, CancellationToken.None);
        Assert.False(leases[paused].StopAsked);
        await leases[paused].CommitAsync(_ => null);
        Assert.True(leases[paused].StopAsked);

        await rig.Store.ResumeAsync(One, paused, CancellationToken.None);
        Assert.Equal(JobRequest.None, rig.Find(paused).Asked);
        await rig.Store.StopAsync(One, paused, JobRequest.Pause, CancellationToken.None);
        await rig.Turns.ReclaimAsync(all: true, CancellationToken.None);
        Assert.Equal((JobState.Paused, JobState.Cancelled), (rig.Find(paused).State, rig.Find(cancelled).State));
    }

    [Theory, OnBothDatabases]
    public async Task What_a_turn_writes_last_is_one_commit_with_its_end_and_isnt_written_of_a_cancelled_job(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var (done, paused, cancelled) = (await rig.AddAsync(One), await rig.AddAsync(Other), await rig.AddAsync(new WorkspaceId(3)));
        var jobs = (await rig.ClaimAsync(3)).ToDictionary(job => job.Id);
        await rig.Store.StopAsync(Other, paused, JobRequest.Pause, CancellationToken.None);
        await rig.Store.StopAsync(new WorkspaceId(3), cancelled, JobRequest.Cancel, CancellationToken.None);

        // Each adds a job, if it is written.
        var turn = JobTurn.DoneWith(transaction => rig.Add(transaction, new WorkspaceId(4)));
        foreach (var job in jobs.Values) await rig.Turns.EndAsync(job, turn);
        Assert.Equal(
            (JobState.Done, JobState.Done, JobState.Cancelled), (rig.Find(done).State, rig.Find(paused).State, rig.Find(cancelled).State));
        Assert.Equal(5, rig.Count());
        // It is that turn's no more.
        await rig.Turns.EndAsync(jobs[done], turn);
        Assert.Equal(5, rig.Count());
    }

    [Theory, OnBothDatabases]
    public async Task Who_has_cancelled_a_job_finds_it_cancelled(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One);
        var running = Assert.Single(await rig.ClaimAsync(1));
        await rig.Store.StopAsync(One, job, JobRequest.Cancel, CancellationToken.None);
        await rig.Store.StopAsync(One, job, JobRequest.Pause, CancellationToken.None);
        Assert.Equal(JobRequest.Cancel, rig.Find(job).Asked);
        Assert.Equal(409, (await rig.Store.GoOnAsync(One, job, CancellationToken.None)).Problem!.Status);
        await rig.Turns.EndAsync(running, JobTurn.Failed("It never can."));
        Assert.Equal((JobState.Cancelled, null), (rig.Find(job).State, rig.Find(job).Reason));
        Assert.Equal(409, (await rig.Store.GoOnAsync(One, job, CancellationToken.None)).Problem!.Status);

        // One that failed can still be cancelled, or go on.
        await rig.Store.ReplayAsync(One, job, CancellationToken.None);
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Failed("It never can."));
        await rig.Store.GoOnAsync(One, job, CancellationToken.None);
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Failed("It never can."));
        await rig.Store.StopAsync(One, job, JobRequest.Cancel, CancellationToken.None);
        Assert.Equal((JobState.Cancelled, null), (rig.Find(job).State, rig.Find(job).Reason));
    }

    [Theory, OnBothDatabases]
    public async Task Jobs_that_wait_are_woken_by_one_statement_however_many_they_are(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        string[] subjects = [.. Enumerable.Range(0, 200).Select(i => $"s-{i}")];
        foreach (var subject in subjects) await rig.AddAsync(One, subject: subject, inMinutes: 60);
        string[] others =
        [
            await rig.AddAsync(One, subject: "other", inMinutes: 60),
            await rig.AddAsync(Other, subject: "s-1", inMinutes: 60),
            await rig.AddAsync(One, inMinutes: 60),
        ];
        using var statements = new Statements("UPDATE job SET due_at = CASE");

        Assert.Equal(200, await rig.WakeAsync(subjects, inMinutes: 1));
        Assert.Equal(0, await rig.WakeAsync(subjects, inMinutes: 1));
        Assert.Equal(0, await rig.WakeAsync(subjects, inMinutes: 2));

        // SQLite has nobody to tell how many it ran.
        if (backend == Backend.Postgres) Assert.Equal(3, statements.Count(rig.DatabaseName!));
        Assert.Empty(await rig.ClaimAsync(1));
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        var claimed = new List<string>();
        while (await rig.ClaimAsync(1) is [var next]) claimed.Add(next.Subject!);
        Assert.Equal(subjects.Order(), claimed.Order());
        Assert.All(others, other => Assert.Equal(JobState.Waiting, rig.Find(other).State));
    }

    [Theory, OnBothDatabases]
    public async Task A_job_is_woken_when_it_has_rested_and_one_that_runs_has_another_turn(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One, subject: "s", inMinutes: 60);
        Assert.Equal(1, await rig.WakeAsync(["s"]));
        Assert.Equal(rig.Clock.GetUtcNow() + Rig.Rest, rig.Find(job).DueAt);
        Assert.Empty(await rig.ClaimAsync(1));
        rig.Clock.Advance(Rig.Rest);

        // Its turn may have looked already.
        var turn = Assert.Single(await rig.ClaimAsync(1));
        Assert.Equal(1, await rig.WakeAsync(["s"]));
        await rig.Turns.EndAsync(turn, JobTurn.Later(TimeSpan.FromHours(1)));
        Assert.Equal(rig.Clock.GetUtcNow(), rig.Find(job).DueAt);
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Later(TimeSpan.FromHours(1)));
        Assert.Equal(rig.Clock.GetUtcNow().AddHours(1), rig.Find(job).DueAt);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await rig.WakeAsync(["s"]));
        Assert.Equal(rig.Clock.GetUtcNow(), rig.Find(job).DueAt);

        // Who waits for a model, or to be resumed, goes on doing so.
        await rig.Turns.EndAsync(Assert.Single(await rig.ClaimAsync(1)), JobTurn.Parked("Parked.", TimeSpan.FromMinutes(5)));
        rig.Clock.Advance(Rig.Rest);
        Assert.Equal(0, await rig.WakeAsync(["s"]));
        await rig.Store.StopAsync(One, job, JobRequest.Pause, CancellationToken.None);
        Assert.Equal(0, await rig.WakeAsync(["s"]));
        Assert.Equal(JobState.Paused, rig.Find(job).State);
    }

    [Theory, OnBothDatabases]
    public async Task What_jobs_were_made_for_is_read_with_a_list_only_where_it_is_asked_for(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        var job = await rig.AddAsync(One, subject: "s");
        var page = new PageRequest(null, null, 10);
        var whole = Assert.Single(rig.Store.List(One, null, null, page, definitions: true).Items);
        Assert.Equal((rig.Find(job), "{}"), (whole, whole.Definition));
        Assert.Equal(whole with { Definition = "" }, Assert.Single(rig.Store.List(One, null, null, page, definitions: false).Items));
    }

    [Theory, OnBothDatabases]
    public async Task No_two_claims_at_once_get_the_same_job(Backend backend)
    {
        await using var rig = new Rig(servers, backend);
        for (var i = 1; i <= 40; i++) await rig.AddAsync(new WorkspaceId(i));
        var claimed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rig.ClaimAsync(3)));
        var ids = claimed.SelectMany(jobs => jobs).Select(job => job.Id).ToList();
        Assert.Equal((40, 40), (ids.Count, ids.Distinct().Count()));
    }

    sealed class Rig : IAsyncDisposable
    {
        public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

        readonly Database database;
        readonly WriteQueue writes;

        public Rig(Servers servers, Backend backend)
        {
            var options = servers.NewDatabase(backend);
            database = Database.Open(options.DataDirectory, options.Database);
            DatabaseName = options.Database is null ? null : new NpgsqlConnectionStringBuilder(options.Database).Database;
            writes = new WriteQueue(database, NullLogger<WriteQueue>.Instance);
            var calendar = new JobCalendar();
            Store = new JobStore(database, writes, calendar, Clock);
            Turns = new JobTurns(database, writes, calendar, Clock);
        }

        /// <summary>PostgreSQL's name for it.</summary>
        public string? DatabaseName { get; }

        public ManualClock Clock { get; } = new();

        public JobStore Store { get; }

        public JobTurns Turns { get; }

        public Task<string> AddAsync(
            WorkspaceId workspace, JobPriority priority = JobPriority.Normal, string? subject = null, int inMinutes = 0) =>
            writes.WriteAsync(transaction => Add(transaction, workspace, priority, subject, inMinutes), CancellationToken.None);

        public string Add(
            WriteTransaction transaction, WorkspaceId workspace, JobPriority priority = JobPriority.Normal, string? subject = null,
            int inMinutes = 0) =>
            Store.Schedule(
                transaction,
                Store.New(
                    workspace, JobKind.BackFill, priority, "{}", "{}", null) with
                {
                    Subject = subject,
                    DueAt = Clock.GetUtcNow().AddMinutes(inMinutes)
                });

        public Task<int> WakeAsync(string[] subjects, int inMinutes = 0) => writes.WriteAsync(
            transaction => Store.Wake(
                transaction, One, JobKind.BackFill, subjects.ToDictionary(s => s, _ => Clock.GetUtcNow().AddMinutes(inMinutes)), Rest),
            CancellationToken.None);

        public Task<List<Job>> ClaimAsync(int most, params WorkspaceId[] running) =>
            Turns.ClaimAsync(most, workspace => (running.Count(w => w == workspace), workspace.Value), CancellationToken.None);

        public JobLease Lease(Job job) => new(job, Store, writes);

        public Job Find(string id)
        {
            using var connection = database.Read();
            var workspace = connection.QuerySingle<long>("SELECT workspace_id FROM job WHERE job_id = @id", new { id });
            return Store.Find(new WorkspaceId(workspace), id)!;
        }

        public long Count()
        {
            using var connection = database.Read();
            return connection.QuerySingle<long>("SELECT COUNT(*) FROM job");
        }

        public ValueTask DisposeAsync() => writes.DisposeAsync();
    }
}
