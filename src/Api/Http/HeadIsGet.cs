using Microsoft.AspNetCore.Http.Features;

namespace AiIdentity.Api.Http;

/// <summary>
/// HEAD is GET whose body stays here: the same route, limits, status and headers. Before routing, so that no route need know.
/// </summary>
internal static class HeadIsGet
{
    public static void UseHeadAsGet(this WebApplication app) =>
        app.Use(next => context => HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(context, next) : next(context));

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var sent = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Request.Method = HttpMethods.Get;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null, sent));
        try
        {
            await next(context);
        }
        finally
        {
            context.Features.Set(sent);
            context.Request.Method = HttpMethods.Head;
        }
    }
}
