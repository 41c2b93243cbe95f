using AiIdentity.Vectors;

// Writes the public test vectors anew, the same bytes each time: keys from fixed seeds, Ed25519 without randomness, one instant.
var folder = args is [var named] ? named : Path.Combine("docs", "vectors");
Directory.CreateDirectory(folder);
VectorFile.Write(folder, "keys.json", TestKeys.File());
VectorFile.Write(folder, "status-lists.json", StatusLists.File());
VectorFile.Write(folder, "whois.json", WhoisRecords.File());
VectorFile.Write(folder, "decisions.json", Decisions.File());
VectorFile.Write(folder, "hostile.json", Hostile.File());
VectorFile.Write(folder, "publications.json", Publications.File());
