namespace AiIdentity.Application.Passports;

/// <summary>Deals each Passport its place in the status lists: random within a list, never dealt twice, nothing to be read from it.</summary>
public interface IStatusPlaces
{
    /// <param name="sequence">The Passport's number, from 0.</param>
    (int List, int Index) PlaceOf(long sequence);
}
