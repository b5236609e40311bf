using GhostNet.Distributed.Cli;

return await GhostNetCommandLine.RunAsync(args, Terminal.System());
