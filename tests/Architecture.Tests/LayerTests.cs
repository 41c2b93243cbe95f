using AiIdentity.Architecture.Tests.Wrong;
using ArchUnitNET.Domain;

namespace AiIdentity.Architecture.Tests;

public class LayerTests
{
    private static readonly string[] OutsideWorld = ["Refit", "Jose", "NSec", "MailKit", "MimeKit", "PhoneNumbers", "Microsoft.Data"];
    private static readonly string[] QueryTypes = ["Microsoft.EntityFrameworkCore.DbSet`1", "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions"];
    private static readonly string[] ApplicationUses = ["System", "MediatR", "FluentValidation", "Mapster", "MapsterMapper", "Microsoft.Extensions"];
    private static readonly string[] InputAndOutput = ["System.IO", "System.Net", "System.Data", "System.Threading.Tasks"];
    private static readonly string[] Surroundings = ["System.TimeProvider", "System.Environment", "System.Console"];

    private static bool LeavesDomain(IType type, IType used) => !used.IsIn("AiIdentity.Domain") && !used.IsIn("System");

    private static bool IsNotPure(IType type, IType used) => InputAndOutput.Any(used.IsIn) || Surroundings.Contains(used.FullName);

    private static bool LeavesApplication(IType type, IType used) =>
        !used.IsIn("AiIdentity.Application") && !used.IsIn("AiIdentity.Domain") && !ApplicationUses.Any(used.IsIn) && !QueryTypes.Contains(used.FullName);

    private static bool ReachesPastApplication(IType type, IType used) =>
        (used.IsIn("AiIdentity.Infrastructure") && type.FullName != "Program") || used.IsIn("Microsoft.EntityFrameworkCore");

    private static bool IsOutsideWorld(IType type, IType used) => OutsideWorld.Any(used.IsIn);

    private static Func<IType, IType, bool> UsesAnother(string own) => (_, used) => used.IsIn("AiIdentity") && !used.IsIn(own) && !IsCompiledIn(used);

    // One file of source in two projects, internal to both: neither knows the other.
    private static bool IsCompiledIn(IType used) =>
        used.FullName is "AiIdentity.Domain.WhatsApp.WhatsAppGrammar" or "AiIdentity.Dashboard.Pieces.RelativeTime";

    [Test]
    public void Domain_depends_on_nothing_of_ours_and_on_no_package() =>
        Assert.That(House.TypesOf(House.Domain).Breaches(LeavesDomain), Is.Empty);

    [Test]
    public void Domain_does_no_input_or_output_and_asks_nobody_for_the_time() =>
        Assert.That(House.TypesOf(House.Domain).Breaches(IsNotPure), Is.Empty);

    [Test]
    public void Application_sees_Domain_and_of_EF_only_sets_and_queries() =>
        Assert.That(House.TypesOf(House.Application).Breaches(LeavesApplication), Is.Empty);

    [Test]
    public void Infrastructure_sees_neither_the_Api_nor_the_sandbox_nor_the_client() =>
        Assert.That(House.TypesOf(House.Infrastructure).Breaches((_, used) =>
            used.IsIn("AiIdentity.Api") || used.IsIn("AiIdentity.WhatsAppSandbox") || used.IsIn("AiIdentity.Client")), Is.Empty);

    [Test]
    public void Api_reaches_Infrastructure_from_Program_alone_and_EF_never() =>
        Assert.That(House.TypesOf(House.Api).Breaches(ReachesPastApplication), Is.Empty);

    [Test]
    public void No_type_of_the_outside_world_leaves_Infrastructure() =>
        Assert.That(new[] { House.Domain, House.Application, House.Api, House.Sandbox }
            .SelectMany(House.TypesOf).Breaches(IsOutsideWorld), Is.Empty);

    [Test]
    public void The_sandbox_knows_nothing_of_the_registry() =>
        Assert.That(House.TypesOf(House.Sandbox).Breaches(UsesAnother("AiIdentity.WhatsAppSandbox")), Is.Empty);

    [Test]
    public void The_client_depends_on_no_other_project_of_ours() =>
        Assert.That(House.TypesOf(House.Client).Breaches(UsesAnother("AiIdentity.Client")), Is.Empty);

    // A console program that verifies Passports needs no web server's runtime.
    [Test]
    public void The_client_needs_nothing_of_ASP_NET_Core() =>
        Assert.That(House.TypesOf(House.Client).Breaches((_, used) => used.IsIn("Microsoft.AspNetCore")), Is.Empty);

    [Test]
    public void The_middleware_and_the_command_line_know_the_registry_by_its_client_alone()
    {
        Assert.That(House.TypesOf(House.Middleware).Breaches(UsesAnother("AiIdentity.Client")), Is.Empty);
        Assert.That(House.TypesOf(House.Cli).Breaches((_, used) => used.IsIn("AiIdentity") && !used.IsIn("AiIdentity.Cli") && !used.IsIn("AiIdentity.Client")), Is.Empty);
    }

    [Test]
    public void The_dashboard_knows_the_registry_by_its_client_alone() =>
        Assert.That(House.TypesOf(House.Dashboard).Breaches((_, used) =>
            used.IsIn("AiIdentity") && !used.IsIn("AiIdentity.Dashboard") && !used.IsIn("AiIdentity.Client")), Is.Empty);

    // Every call goes through ApiCalls: only so is each refusal a sentence, and an ended session a way back.
    [Test]
    public void A_page_of_the_dashboard_sends_nothing_past_its_calls() =>
        Assert.That(House.TypesOf(House.Dashboard).Where(type => !type.IsIn("AiIdentity.Dashboard.Calls") && type.Name != "Program")
            .Breaches((_, used) => used.FullName is "System.Net.Http.HttpClient" or "AiIdentity.Client.RegistryClient"), Is.Empty);

    [Test]
    public void The_api_serves_the_dashboard_and_uses_nothing_of_it() =>
        Assert.That(House.TypesOf(House.Api).Breaches((_, used) => used.IsIn("AiIdentity.Dashboard") && !IsCompiledIn(used)), Is.Empty);

    [Test]
    public void Infrastructure_has_one_door() =>
        Assert.That(House.Infrastructure.GetExportedTypes().Where(House.IsWritten).Select(type => type.FullName),
            Is.EqualTo(new[] { "AiIdentity.Infrastructure.InfrastructureServices" }));

    [Test]
    public void Every_assembly_has_types_to_judge() =>
        Assert.That(House.All.Where(assembly => House.TypesOf(assembly).Count == 0), Is.Empty);

    // The one kind of body that the rules can't see into.
    [Test]
    public void No_async_iterator_hides_what_it_uses() =>
        Assert.That(from assembly in House.All.Except([House.Infrastructure])
                    from type in assembly.GetTypes()
                    where type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IAsyncEnumerator<>))
                    select type.FullName, Is.Empty);

    [Test]
    public void The_rules_see_through_bodies_lambdas_and_state_machines()
    {
        IType[] wrong = [House.Wrong<ReadsInALambda>(), House.Wrong<ReadsInAStateMachine>(), House.Wrong<ReadsInAGenericCall>()];
        foreach (var type in wrong)
        {
            Assert.That(new[] { type }.Breaches(IsNotPure), Is.Not.Empty, type.Name);
            Assert.That(new[] { type }.Breaches(UsesAnother("AiIdentity.Architecture")), Is.Not.Empty, type.Name);
        }
    }

    [Test]
    public void The_rules_of_layers_can_fail()
    {
        IType[] wrong = [House.Wrong<NamesInfrastructure>()];
        Assert.That(wrong.Breaches(LeavesDomain), Is.Not.Empty);
        Assert.That(wrong.Breaches(LeavesApplication), Has.Some.EndsWith("InfrastructureServices").And.Some.EndsWith("DbContext"));
        Assert.That(wrong.Breaches(ReachesPastApplication), Has.Some.EndsWith("InfrastructureServices").And.Some.EndsWith("DbContext"));
        Assert.That(wrong.Breaches(IsOutsideWorld), Has.Some.Contains("NSec"));
    }
}
