using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Verification;

/// <summary>The steps of an install in words. They name the identity that will gain control, so that nobody pastes a stranger's token.</summary>
internal static class Instructions
{
    public static IReadOnlyList<string> For(SurfaceMethod method, string token, string identityName)
    {
        string[] install = method switch
        {
            SurfaceMethod.WhatsappPhone =>
            [
                "On the phone with this number open WhatsApp Business: Settings → Business tools → Profile → About.",
            ],
            SurfaceMethod.WhatsappUsername =>
            [
                "On the phone that holds this username open WhatsApp Business. If it has no username yet: Settings → Profile → Username, and claim it.",
                "Then open Settings → Business tools → Profile → About.",
            ],
        };
        return
        [
            $"This token gives control of this address to the identity “{identityName}”. Go on only if that identity is yours.",
            .. install,
            $"Put {token} into About, by hand or by copying it, and save. Nothing else in About needs to change, but no second AII token may stand there.",
            "Come back and check. The registry also looks by itself for the next 24 hours.",
            "If one profile has both a number and a username, prove them one after the other: each has its own token.",
            "Once it is verified you may remove the token from About.",
        ];
    }
}
