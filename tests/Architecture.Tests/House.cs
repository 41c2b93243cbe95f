using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using AiIdentity.Application;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;
using Attribute = System.Attribute;
using Type = System.Type;

namespace AiIdentity.Architecture.Tests;

/// <summary>Our assemblies, and what each type in them uses: in signatures, bodies, lambdas and state machines.</summary>
internal static class House
{
    public static readonly Assembly Domain = typeof(Aggregate).Assembly;
    public static readonly Assembly Application = typeof(ApplicationServices).Assembly;
    public static readonly Assembly Infrastructure = typeof(InfrastructureServices).Assembly;
    public static readonly Assembly Api = Assembly.Load("AiIdentity.Api");
    public static readonly Assembly Sandbox = Assembly.Load("AiIdentity.WhatsAppSandbox");
    public static readonly Assembly Client = Assembly.Load("AiIdentity.Client");
    public static readonly Assembly Middleware = Assembly.Load("AiIdentity.Client.AspNetCore");
    public static readonly Assembly Cli = Assembly.Load("aii");
    public static readonly Assembly Dashboard = Assembly.Load("AiIdentity.Dashboard");
    public static readonly Assembly[] All = [Domain, Application, Infrastructure, Api, Sandbox, Client, Middleware, Cli, Dashboard];

    private static readonly Assembly Here = typeof(House).Assembly;

    private static readonly ILookup<string, IType> Loaded = new ArchLoader().LoadAssemblies([.. All, Here]).Build()
        .Types.ToLookup(type => type.Assembly.Name.Split(',')[0], StringComparer.Ordinal);

    public static IReadOnlyList<IType> TypesOf(Assembly assembly) => [.. Loaded[assembly.GetName().Name!]];

    /// <summary>A type of <c>Wrong/</c>, which breaks a rule on purpose to show that the rule can fail.</summary>
    public static IType Wrong<T>() => Loaded[Here.GetName().Name!].Single(type => type.FullName == typeof(T).FullName);

    public static IEnumerable<IType> Uses(this IType type) =>
        type.Dependencies.SelectMany(Targets).Where(used => used is not GenericParameter && !used.Equals(type)).Distinct();

    /// <summary>The lines "who → what" for each use that is not allowed.</summary>
    public static IEnumerable<string> Breaches(this IEnumerable<IType> types, Func<IType, IType, bool> forbidden) =>
        from type in types
        from used in type.Uses()
        where forbidden(type, used)
        select $"{type.FullName} → {used.FullName}";

    public static bool IsIn(this IType type, string space) =>
        type.Namespace is { FullName: var name } && (name == space || name.StartsWith(space + ".", StringComparison.Ordinal));

    public static IEnumerable<string> Interfaces(this IType type) => type.ImplementedInterfaces.Select(one => one.FullName);

    /// <summary>Written by a person: neither the compiler's, nor a generator's, nor a migration or the compiled model.</summary>
    public static bool IsWritten(Type type) =>
        !type.Name.Contains('<', StringComparison.Ordinal) && type.DeclaringType?.Name.Contains('<', StringComparison.Ordinal) != true
        && !Attribute.IsDefined(type, typeof(CompilerGeneratedAttribute)) && !Attribute.IsDefined(type, typeof(GeneratedCodeAttribute))
        && type.Namespace?.StartsWith("AiIdentity", StringComparison.Ordinal) == true
        && !type.Namespace.Contains(".Migrations", StringComparison.Ordinal) && !type.Namespace.EndsWith(".Persistence.Compiled", StringComparison.Ordinal);

    public static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static IEnumerable<IType> Targets(ITypeDependency dependency) =>
        dependency.TargetGenericArguments.SelectMany(Types).Prepend(dependency.Target);

    private static IEnumerable<IType> Types(GenericArgument argument) => argument.GenericArguments.SelectMany(Types).Prepend(argument.Type);
}
