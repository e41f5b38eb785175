//! Neovim, without a screen, is served: it shows a conflict, and completes an id by a name. Where Neovim is not at hand
//! the test says so.

use std::fs;
use std::process::Command;

use gainsay_tests::language_client::{DENIES, workspace};
use gainsay_tests::program::program;
use gainsay_tests::skipped;

/// Opens a claim, waits for its diagnostics, changes it, waits for them to go, and asks for completions.
const SCRIPT: &str = r#"
local program = vim.env.GAINSAY_PROGRAM
local folder = vim.fn.getcwd()
local function out(text) io.stdout:write(text .. "\n") end
local client = vim.lsp.start_client({ name = "gainsay", cmd = { program, "lsp" }, root_dir = folder })
vim.cmd("edit b.yaml")
local buffer = vim.api.nvim_get_current_buf()
vim.lsp.buf_attach_client(buffer, client)
local function shown() return vim.diagnostic.get(buffer) end
local function await(what, done) out(what .. ": " .. tostring(vim.wait(30000, done, 20))) end
await("conflict", function() return #shown() == 1 and shown()[1].code == "dispute" end)
out("source: " .. tostring(shown()[1] and shown()[1].source))
vim.api.nvim_buf_set_lines(buffer, 2, 3, false, { "affirms: ada knows bob" })
await("agreement", function() return #shown() == 0 end)
vim.api.nvim_buf_set_lines(buffer, 1, 2, false, { "by: countess" })
local place = { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = { line = 1, character = 12 } }
local answers = vim.lsp.buf_request_sync(buffer, "textDocument/completion", place, 30000)
local item = answers and answers[client] and answers[client].result.items[1]
out("completion: " .. tostring(item and item.textEdit.newText))
vim.cmd("qall!")
"#;

#[test]
fn neovim_is_served() {
    if Command::new("nvim").arg("--version").output().is_err() {
        return skipped::say("the language server in Neovim: needs `nvim`");
    }
    let folder = workspace();
    fs::write(folder.path().join("b.yaml"), DENIES).expect("written");
    let script = folder.path().join("script.lua");
    fs::write(&script, SCRIPT).expect("written");
    let home = tempfile::tempdir().expect("a folder");
    let mut nvim = Command::new("nvim");
    nvim.current_dir(folder.path())
        .args(["--headless", "--clean", "-n", "-S"])
        .arg(&script)
        .env("GAINSAY_PROGRAM", program())
        .env("XDG_STATE_HOME", home.path())
        .env("XDG_CACHE_HOME", home.path());
    let done = nvim.output().expect("nvim runs");
    let told = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    for line in ["conflict: true", "source: gainsay", "agreement: true", "completion: ada"] {
        assert!(told.lines().any(|told| told == line), "{line} is not in:\n{told}");
    }
}
