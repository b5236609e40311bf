using System.Globalization;
using System.Reflection;
using System.Text;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Abstractions.Tests.Wire;

/// <summary>
/// What a process of one version must find in the messages of another, as a file: a rolling upgrade breaks when an alias or an id changes its meaning. New lines are
/// fine; a line that changed or went away is a break.
/// </summary>
public class WireContractTests
{
    private static readonly string Contract = Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Abstractions.Tests", "Wire", "contract.txt");

    [Fact]
    public void Aliases_and_ids_are_those_of_the_contract_file()
    {
        // What was found is left beside the test's binaries, to be compared and, when the change is meant, copied over the contract.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "contract.txt"), Describe());
        Assert.Equal(File.ReadAllText(Contract), Describe());
    }

    [Fact]
    public void Every_wire_type_and_grain_method_has_an_alias()
    {
        var nameless = typeof(JobId).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null || typeof(IGrain).IsAssignableFrom(t))
            .Where(t => t.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) != true && (t.IsPublic || t.IsNestedPublic))
            .SelectMany(t => (IEnumerable<MemberInfo>)[t, .. t.IsInterface ? t.GetMethods() : []])
            .Where(m => m.GetCustomAttribute<AliasAttribute>(inherit: false) is null)
            .Select(m => m.ToString());
        Assert.Empty(nameless);
    }

    [Fact]
    public void No_alias_is_used_twice()
    {
        var aliases = WireTypes().Select(t => t.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias).ToList();
        Assert.Equal(aliases.Distinct(), aliases);
    }

    internal static IEnumerable<Type> WireTypes() =>
        typeof(JobId).Assembly.GetExportedTypes()
            .Where(t => t.Namespace?.StartsWith("GhostNet", StringComparison.Ordinal) == true && t.GetCustomAttribute<AliasAttribute>(inherit: false) is not null)
            .OrderBy(t => t.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias, StringComparer.Ordinal);

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in WireTypes())
        {
            text.Append(CultureInfo.InvariantCulture, $"{type.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias}\n");
            foreach (var line in type.IsEnum ? Words(type) : type.IsInterface ? Methods(type) : Members(type))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {line}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Words(Type type) => Enum.GetValues(type).Cast<object>().Select(v => $"{Convert.ToInt64(v, CultureInfo.InvariantCulture)} {v}");

    private static IEnumerable<string> Methods(Type type) => type.GetMethods()
        .OrderBy(m => m.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias, StringComparer.Ordinal)
        .Select(m => $"{m.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias}({string.Join(", ", m.GetParameters().Select(p => NameOf(p.ParameterType)))}): {NameOf(m.ReturnType)}");

    private static IEnumerable<string> Members(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Select(p => (Id: p.GetCustomAttribute<IdAttribute>()?.Id, Property: p))
        .Where(m => m.Id is not null)
        .OrderBy(m => m.Id)
        .Select(m => $"{m.Id} {m.Property.Name}: {NameOf(m.Property.PropertyType)}");

    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;
}
