using System.CommandLine;

namespace AiIdentity.Cli.Commands;

/// <summary>Prints what a shell needs to complete the line; the words themselves come from <c>aii [suggest:N] LINE</c>.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # source <(aii completion bash)
            _aii() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(aii "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -F _aii aii
            """,
        ["zsh"] = """
            # source <(aii completion zsh)
            _aii() {
                local -a found
                found=("${(@f)$(aii "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a found
            }
            compdef _aii aii
            """,
        ["fish"] = """
            # aii completion fish | source
            complete -c aii -f -a '(aii "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
            """,
        ["powershell"] = """
            # aii completion powershell | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName aii -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                aii "[suggest:$cursorPosition]" "$commandAst" | Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    public static Command Make(Surroundings around)
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", Scripts.Keys) }.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "What your shell needs to complete aii's lines") { shell };
        command.SetAction(arguments => around.Out.WriteLine(Scripts[arguments.GetRequiredValue(shell)]));
        return command;
    }
}
