using AiIdentity.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, told) =>
{
    told.Cancel = true;
    stop.Cancel();
};
return (int)await Aii.RunAsync(args, Surroundings.OfThisProcess(), stop.Token);
