using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using MediatR;

namespace AiIdentity.Application.Surfaces;

/// <summary>The kinds of address that this registry knows, and how control of each is proved; forms are drawn from it.</summary>
public sealed record ListSchemes : IQuery<Page<SchemeView>>;

/// <param name="Scheme">What stands before the colon: <c>wa</c>.</param>
/// <param name="Example">A canonical address that nobody holds.</param>
/// <param name="Grammar">How its addresses are written, for a person.</param>
public sealed record SchemeView(string Scheme, string Label, string Example, string Grammar, IReadOnlyList<MethodView> Methods);

/// <param name="Sign">SVG path data on a grid of 24 × 24, to be drawn as a line.</param>
/// <param name="Grant">What an operator may hand over for one look; null for nothing.</param>
public sealed record MethodView(string Method, string Label, string Sign, GrantView? Grant);

/// <param name="Members">All of them or none.</param>
public sealed record GrantView(IReadOnlyList<GrantMemberView> Members);

/// <param name="Secret">Shown to nobody, not even who types it.</param>
public sealed record GrantMemberView(string Name, string Label, bool Secret);

internal sealed class ListSchemesHandler(SurfaceSchemes schemes, ProofMethods methods) : IRequestHandler<ListSchemes, Page<SchemeView>>
{
    public Task<Page<SchemeView>> Handle(ListSchemes request, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<SchemeView>([.. schemes.All.Select(Of)], null));

    private SchemeView Of(ISurfaceScheme scheme) => new(scheme.Name, scheme.Label, scheme.Example, scheme.Grammar, [.. scheme.Methods.Select(Of)]);

    private MethodView Of(SurfaceMethod method) => new(
        method.Id, method.Label, method.Sign,
        methods[method.Id].Grant is { } grant ? new([.. grant.Members.Select(member => new GrantMemberView(member.Name, member.Label, member.Secret))]) : null);
}
