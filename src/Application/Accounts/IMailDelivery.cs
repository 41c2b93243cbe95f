namespace AiIdentity.Application.Accounts;

/// <summary>Sends what waits to leave.</summary>
public interface IMailDelivery
{
    /// <summary>Tries all mails that are due, once; returns when those have left or have been put off.</summary>
    Task DeliverDueAsync(CancellationToken ct);
}
