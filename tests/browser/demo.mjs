// A small demo of its own, for as long as somebody looks at it.
import { spawn } from "node:child_process";

/// How much the demo holds: so much that the referrals of single practices can be shown.
export const SIZE = ["--months", "14", "--services", "200"];

export function startDemo(hub, data) {
  const server = spawn(hub, ["demo", ...SIZE, "--listen", "127.0.0.1:0", "--data", data]);
  process.on("exit", () => server.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk) => {
      said += chunk;
      const serving = said.match(/Serving on (http:\/\/\S+)/);
      if (serving) resolve({ server, base: serving[1] });
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`the demo stopped: ${said}`)));
  });
}
