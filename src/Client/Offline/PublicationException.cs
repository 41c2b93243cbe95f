namespace AiIdentity.Client.Offline;

/// <summary>What the registry answered is not what it publishes; the message says why, in words for whoever runs the verifier.</summary>
internal sealed class PublicationException(string message) : Exception(message);
