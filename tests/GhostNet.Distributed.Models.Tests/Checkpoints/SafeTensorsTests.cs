using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

public sealed class SafeTensorsTests
{
    [Theory]
    [InlineData("BF16", new byte[] { 0xc0, 0x3f, 0x20, 0xc0 })]
    [InlineData("F16", new byte[] { 0x00, 0x3e, 0x00, 0xc1 })]
    [InlineData("F32", new byte[] { 0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0xc0 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0x04, 0xc0 })]
    public void Floating_point_elements_become_floats(string type, byte[] data)
    {
        var header = $$$"""{"__metadata__":{"format":"pt"},"module.w":{"dtype":"{{{type}}}","shape":[2,1],"data_offsets":[0,{{{data.Length}}}]}}   """;

        var weight = Assert.Single(CheckpointTests.Read(TorchFiles.SafeTensors(header, data)).Weights);

        Assert.Equal("w [2, 1]", weight.ToString());
        Assert.Equal([1.5f, -2.5f], weight.Values.ToArray());
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "expected 8 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "begins at 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes and the file has 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "names w twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""", "[-2, -1]")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", "expected")]
    [InlineData("""{"w":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "F8_E4M3")]
    [InlineData("""{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "w holds integers")]
    [InlineData("""{"w":{"dtype":"F32","shape":"two","data_offsets":[0,8]}}""", "header is not readable")]
    [InlineData("""{"w":{"dtype":"F32","data_offsets":[0,8]}}""", "header is not readable")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8]}}""", "1 data offsets")]
    [InlineData("""{"w":7}""", "header is not readable")]
    [InlineData("""{"w":""", "header is not readable")]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":{}}}}}}""", "header is not readable")]
    public void Headers_that_do_not_describe_the_data_are_refused(string header, string fault) =>
        Assert.Contains(fault, Assert.Throws<CheckpointException>(() => CheckpointTests.Read(TorchFiles.SafeTensors(header, new byte[8]))).Message);

    [Fact]
    public void Header_longer_than_the_file_is_refused_before_it_is_read()
    {
        byte[] file = [0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, (byte)'{', (byte)'}'];

        Assert.Contains("claims 2147483647 bytes", Assert.Throws<CheckpointException>(() => CheckpointTests.Read(file)).Message);
    }

    [Fact]
    public void A_header_whose_length_begins_like_a_pickle_is_no_pickle()
    {
        const string Header = """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";
        var file = TorchFiles.SafeTensors(Header.PadRight(0x180), TorchFiles.Floats(1.5f));
        Assert.Equal(0x80, file[0]);

        Assert.Equal([1.5f], Assert.Single(CheckpointTests.Read(file).Weights).Values.ToArray());
    }

    [Fact]
    public void Integer_counters_are_left_out()
    {
        const string Header = """{"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}""";

        Assert.Empty(CheckpointTests.Read(TorchFiles.SafeTensors(Header, new byte[8])).Weights);
    }
}
