using System.Reflection;

namespace GhostNet.Distributed.Client.Tests.PublicSurface;

/// <summary>Dependencies are guests: whoever uses the SDK sees no type of Orleans or Polly.</summary>
public class PublicSurfaceTests
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly string[] Guests = ["Orleans", "Polly"];

    public static TheoryData<Type> SdkTypes =>
        [.. typeof(GhostNetClient).Assembly.GetExportedTypes().Concat(typeof(JobSpec).Assembly.GetExportedTypes()).Where(t => t.Namespace == "GhostNet.Distributed")];

    [Fact]
    public void The_sdk_has_the_types_that_a_user_begins_with() =>
        Assert.Empty(new[] { typeof(GhostNetClient), typeof(JobHandle), typeof(JobSpec), typeof(JobStatus), typeof(Report) }.Except(SdkTypes.Select(t => t.Data)));

    [Theory, MemberData(nameof(SdkTypes), DisableDiscoveryEnumeration = true)]
    public void No_guest_is_in_a_signature_of(Type type) => Assert.Empty(Mentioned(type).Where(IsGuest).Select(t => t.FullName));

    [Fact]
    public void The_client_shows_nothing_outside_the_sdk_namespace() =>
        Assert.Empty(typeof(GhostNetClient).Assembly.GetExportedTypes().Where(t => t.Namespace != "GhostNet.Distributed" && !IsGenerated(t)).Select(t => t.FullName));

    // The generated serializers are public, in a namespace that says so, and for Orleans alone.
    private static bool IsGenerated(Type type) => type.FullName!.StartsWith("OrleansCodeGen", StringComparison.Ordinal);

    private static bool IsGuest(Type type) => Guests.Any(guest => type.Namespace == guest || type.Namespace?.StartsWith(guest + ".", StringComparison.Ordinal) == true);

    private static IEnumerable<Type> Mentioned(Type type) =>
        type.GetInterfaces().Append(type.BaseType).Concat(type.GetMembers(Visible).Where(IsVisible).SelectMany(MentionedBy)).OfType<Type>().SelectMany(Parts);

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => @event.AddMethod is { } add && IsVisible(add),
        _ => false,
    };

    private static IEnumerable<Type> MentionedBy(MemberInfo member) => member switch
    {
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType), .. method.GetGenericArguments().SelectMany(a => a.GetGenericParameterConstraints())],
        ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo @event => [@event.EventHandlerType!],
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type) : [type];
}
