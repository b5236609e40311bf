using System.Runtime.InteropServices;
using GhostNet.Distributed.Inference.Resampling;

namespace GhostNet.Distributed.Inference.Tests.InstructionSets;

/// <summary>Which kernel this very process runs; also run in processes with wider sets switched off.</summary>
public sealed class KernelChoiceTests
{
    private static readonly string[] Narrowest = ["scalar", "128 bits", "256 bits", "512 bits"];

    [Fact]
    public void The_fastest_kernel_is_the_widest_that_the_CPU_has_and_the_environment_allows() => Assert.Equal(Expected(), ResamplingKernel.Fastest.Name);

    [Fact]
    public void All_narrower_kernels_are_there_too() =>
        Assert.Equal(Narrowest.TakeWhile(name => name != Expected()).Append(Expected()), ResamplingKernel.Available.Select(kernel => kernel.Name));

    // From the kernel's own list of the CPU's features, and not from the properties that the product asks.
    private static string Expected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/cpuinfo, which is Linux's");
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ') ?? [];
        return IsOff("HWIntrinsic") ? "scalar"
            : RuntimeInformation.ProcessArchitecture != Architecture.X64 || !cpu.Contains("avx2") || IsOff("AVX2") ? "128 bits"
            : !cpu.Contains("avx512f") || IsOff("AVX512") ? "256 bits"
            : "512 bits";
    }

    private static bool IsOff(string set) => Environment.GetEnvironmentVariable($"DOTNET_Enable{set}") == "0";
}
