// Starts the language server, `gainsay lsp`, for folders that hold a workspace. All else is the server's.

import { commands, ExtensionContext, window, workspace } from "vscode";
import { Executable, LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("gainsay.restart", restart),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("gainsay.path")) {
        void restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const command = workspace.getConfiguration("gainsay").get<string>("path", "gainsay");
  const server: Executable = { command, args: ["lsp"] };
  const options: LanguageClientOptions = { documentSelector: [{ scheme: "file", language: "yaml" }] };
  client = new LanguageClient("gainsay", "Gainsay", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    void window.showErrorMessage(
      `${command} could not be started: ${String(error)}. Install gainsay, or set gainsay.path to where it lies.`,
    );
  }
}
