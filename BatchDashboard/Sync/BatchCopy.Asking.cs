namespace BatchDashboard.Sync;

/// <summary>Which page to ask for next, and of what size.</summary>
internal sealed partial class BatchCopy
{
    private async Task AskAheadAsync(CancellationToken cancellation)
    {
        var from = _ahead;

        // Until the first page has come, and behind the announced jobs, one at a time.
        while (Window.IsEmpty || (Window.HasRoom && _isGranted && _ahead < _expected))
        {
            var number = checked((int)(_ahead / _size)) + 1;
            _ahead = (long)number * _size;
            if (await IsStoredAsync(_ahead - _size, cancellation))
            {
                continue;
            }

            if (!_asked.Add((number, _size)))
            {
                throw SyncFailedException.Contradiction($"Wickson sent page {number} and it did not bring the jobs that belong there.");
            }

            Window.Add(new PageAsk(number, _size, from));
            from = _ahead;
        }
    }

    // Only where more is stored than what was copied in order is anything to be found.
    private async Task<bool> IsStoredAsync(long first, CancellationToken cancellation) =>
        first + _size < _expected
        && _stored + _groupJobs > _next
        && await store.CountRangeAsync(_snapshot.Key, first, _size, cancellation) == _size;

    private async Task AskSmallerAsync(PageSizeException exception, CancellationToken cancellation)
    {
        if (limit.After(exception.Error, _size, _isGranted) is { } smaller)
        {
            await GoOnWithAsync(smaller);
        }
        else if (!await IsBehindTheEndAsync(cancellation))
        {
            throw new SyncFailedException(PageFetch.Obstacle(exception.Error, null), exception);
        }
    }

    // A page that was there when it was asked for may be refused: the batch has fewer jobs by now. Its first page tells.
    private async Task<bool> IsBehindTheEndAsync(CancellationToken cancellation)
    {
        if (_hasLookedForEnd || Window.Head is not { First: > 0 } refused)
        {
            return false;
        }

        _hasLookedForEnd = true;
        var first = await fetch.GetAsync(new PageAsk(1, _size, 0), () => { }, cancellation);
        if (GrantedPage.Of(first, 1, _size) is not { TotalItems: { } total } || total > refused.First)
        {
            return false;
        }

        await DropAsync();
        _expected = total;
        _next = _ahead = Math.Min(_next, Math.Max(0, total - 1));
        _asked.Remove(((int)(_next / _size) + 1, _size));
        _checks.AllowRepeat();
        return true;
    }

    // Pages on their way have another size than those that follow, and with it another place.
    private async Task GoOnWithAsync(int size)
    {
        await DropAsync();
        (_size, _ahead) = (size, _next);
    }

    private async Task DropAsync()
    {
        var (arrived, missing) = await Window.DropAsync();
        foreach (var ask in arrived.Select(one => one.Ask).Concat(missing))
        {
            _asked.Remove((ask.Number, ask.Size));
        }

        tracker.Dropped(arrived.Count + missing.Count);
    }
}
