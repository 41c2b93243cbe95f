// docs/vectors is written by src/Vectors and committed; the same source always gives the same bytes.
const string VectorsFolder = "docs/vectors";

Task("Vectors")
    .Description("Writes docs/vectors anew: test keys, tokens and verdicts for whoever writes a verifier.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        Dotnet("build", "src/Vectors", "-c", Configuration, "--no-restore", "-nologo", "--verbosity", "minimal");
        WriteVectors(VectorsFolder);
    });

void WriteVectors(string folder) => Read("dotnet", "artifacts/bin/Vectors/release/AiIdentity.Vectors.dll", folder);

void RequireSameVectors()
{
    WriteVectors("artifacts/drift/vectors");
    foreach (var fresh in GetFiles("artifacts/drift/vectors/*.json").Select(file => file.GetFilename().FullPath))
        RequireSame($"{VectorsFolder}/{fresh}", "Vectors", output => System.IO.File.Copy($"artifacts/drift/vectors/{fresh}", output, overwrite: true));
}
