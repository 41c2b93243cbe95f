using System.Security.Cryptography;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>
/// A search for who may not learn by the clock what it met. Whatever the address, the same is asked in the same order: where no number
/// shows it, others are read in its stead; and the answer waits for an instant that only those others' reads decide.
/// </summary>
internal sealed class EvenSearch(
    CloudApiReader cloud, DirectoryReader directory, GraphCalls graph, GrantIndex index, AnswerPace pace, WhatsAppTarget target, IOptions<WhatsAppOptions> options, TimeProvider clock)
{
    /// <summary>What a reading is given, in times of what a decoy's took: one that is not done by then was not seen.</summary>
    private const double Margin = 1.5;
    /// <summary>Decoys that set the pace; the faster one does, so that one number in trouble does not.</summary>
    private const int Pacers = 2;
    // During a migration two records show a number.
    private const int PhoneSlots = 2;
    private const int PhoneReads = 3;
    private const int HandleReads = 5;

    // Real time: that is what a stranger measures.
    private static readonly TimeProvider Real = TimeProvider.System;

    private readonly CloudApiReader _cloud = cloud;
    private readonly DirectoryReader _directory = directory;
    private readonly GraphCalls _graph = graph;
    private readonly GrantIndex _index = index;
    private readonly AnswerPace _pace = pace;
    private readonly WhatsAppTarget _target = target;
    private readonly TimeProvider _clock = clock;

    public async Task<Sightings> RunAsync(WhatsAppAddress address, Func<ProfileReading, bool> settles, ISearchBudget budget, CancellationToken ct)
    {
        if (_target.OwnGrant is null && !(_target.HasDirectory && address is WaUsername)) return Sightings.Nothing;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        stop.CancelAfter(options.Value.SearchPatience);
        try
        {
            return await new Run(this, address, settles, budget, stop.Token).SearchAsync();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Sightings.Down;
        }
        finally
        {
            // What still reads need not any more; nobody waits for it.
            await stop.CancelAsync();
        }
    }

    private sealed class Run(EvenSearch search, WhatsAppAddress address, Func<ProfileReading, bool> settles, ISearchBudget budget, CancellationToken ct)
    {
        private readonly long _began = Real.GetTimestamp();
        private readonly DateTimeOffset _asOf = search._clock.Now();
        private readonly List<Task<ProfileReading?>> _reads = [];
        private readonly WaUsername? _handle = address as WaUsername;

        public async Task<Sightings> SearchAsync()
        {
            var shared = search._target.OwnGrant is { } own ? await search._index.ListAsync(search._graph, own, ct) : SharedNumbers.None;
            await budget.SpendAsync(search._target.WabaIds.Count);
            var (asked, answers, canary) = AskDirectory();
            if (_handle is not null && search._index.UnaskedSince(null, shared) is { Count: > 0 }) await AskAsync(null, shared);
            await budget.SpendAsync(ReadsOf(shared));
            var paced = ReadAsync(shared, canary);
            if (await SettledAsync(paced) is { } found) return found;

            // The handle may have come to a number since that was asked.
            if (_handle is not null && search._index.UnaskedSince(_asOf, shared) is { Count: > 0 } known && await budget.MaySweepAsync(known.Count + ReadsOf(shared), ct))
            {
                await AskAsync(_asOf, shared);
                paced = ReadAsync(shared, canary);
                if (await SettledAsync(paced) is { } later) return later;
            }

            // Who holds it by our own grant is not looked for elsewhere.
            if (_handle is not null && search._index.HolderOf(_handle, shared) is null) _reads.Add(asked);
            var instant = search._pace.InstantOf(_handle is not null, Real.GetElapsedTime(_began));
            if (await SettledAsync(UntilAsync(instant)) is { } last) return last;
            return new Sightings([], ReaderDown: !shared.Complete || !(answers.IsCompletedSuccessfully && await answers));
        }

        private (Task<ProfileReading?> Asked, Task<bool> Answers, Task Canary) AskDirectory()
        {
            if (_handle is null || !search._target.HasDirectory) return (Task.FromResult<ProfileReading?>(null), Task.FromResult(true), Task.CompletedTask);
            var answers = search._directory.AnswersTwiceAsync(ct);
            return (Quietly(search._directory.ReadWholeAsync(_handle, ct)), answers, answers);
        }

        private Task AskAsync(DateTimeOffset? asOf, SharedNumbers shared) => search._index.AskAsync(search._graph, search._target.OwnGrant!, asOf, shared, ct);

        private int ReadsOf(SharedNumbers shared) => Math.Min(Slots + Pacers, shared.Numbers.Count) * (_handle is null ? PhoneReads : HandleReads);

        private int Slots => _handle is null ? PhoneSlots : 1;

        /// <summary>Begins the reads; the task ends when they have had their time, which the pacers decide.</summary>
        private async Task ReadAsync(SharedNumbers shared, Task canary)
        {
            string[] real = address switch
            {
                WaPhone phone => [.. shared.Of(phone)],
                WaUsername handle when search._index.HolderOf(handle, shared) is { } holder => [holder],
                _ => [],
            };
            var decoys = shared.Numbers.Select(number => number.Id!).Except(real, StringComparer.Ordinal).ToArray();
            RandomNumberGenerator.Shuffle<string>(decoys);
            var started = Real.GetTimestamp();
            var reads = real.Select(Read).ToList();
            _reads.AddRange(reads);
            var others = decoys.Take(Pacers + Math.Max(0, Slots - real.Length)).Select(Read).ToList();
            // Where the grant holds nothing else, the number sets its own pace.
            var pacers = others.Count > 0 ? others.Take(Pacers).ToList() : reads;
            if (pacers.Count > 0) await Task.WhenAny(pacers);
            await canary;
            await Task.Delay((Margin - 1) * Real.GetElapsedTime(started), Real, ct);
        }

        private Task<ProfileReading?> Read(string id) => Quietly(search._cloud.ReadWholeAsync(id, search._target.OwnGrant!, _handle is null ? HandleUse.None : HandleUse.Decides, ct));

        /// <summary>What was asked for, as soon as it is seen; null where it is not by the time that the other task ends.</summary>
        private async Task<Sightings?> SettledAsync(Task until)
        {
            while (true)
            {
                if (_reads.Any(IsSeen))
                {
                    // Another record of the number may say more, if it says it in time.
                    await Task.WhenAny(Task.WhenAll(_reads), until);
                    return new Sightings([.. _reads.Where(IsSeen).Select(read => read.GetAwaiter().GetResult()!)], ReaderDown: false);
                }

                var open = _reads.Where(read => !read.IsCompleted).ToList();
                if (until.IsCompleted || open.Count == 0)
                {
                    await until;
                    if (open.TrueForAll(read => !read.IsCompleted)) return null;
                }
                else
                {
                    await Task.WhenAny([.. open, until]);
                }
            }
        }

        private bool IsSeen(Task<ProfileReading?> read) =>
            read.IsCompletedSuccessfully && read.GetAwaiter().GetResult() is { } reading && (_handle is null || reading.Username == _handle) && settles(reading);

        private async Task UntilAsync(TimeSpan instant)
        {
            var left = instant - Real.GetElapsedTime(_began);
            if (left > TimeSpan.Zero) await Task.Delay(left, Real, ct);
        }

        private static async Task<ProfileReading?> Quietly(Task<ReadResult> read)
        {
            try
            {
                return await read is ReadResult.Read { Profile: var reading } ? reading : null;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }
}
