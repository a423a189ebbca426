// An issuer on this machine: somebody else's implementation of OpenID Connect.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

/// Who signs in there. Everybody may, with any password.
const PEOPLE = {
  one: { email: "one@hub.example", email_verified: true },
  two: { email: "two@hub.example", email_verified: true },
  invited: { email: "Invited@Hub.example", email_verified: true },
  unproven: { email: "unproven@hub.example", email_verified: false },
  none: { email: "none@hub.example", email_verified: true },
};

function key(kid) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" };
}

/// Starts it on a port that is free; it knows the hub at this address.
export async function startIssuer(hub) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(address, {
    clients: [
      {
        client_id: "hub",
        client_secret: "a secret with / and + in it",
        redirect_uris: [`${hub}/sign-in/test/callback`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_basic",
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [key("first")] },
    cookies: { keys: ["a key of the tests"] },
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: true } },
    async findAccount(_, id) {
      const known = PEOPLE[id];
      return known && { accountId: id, claims: async () => ({ sub: id, ...known }) };
    },
  });
  server.on("request", provider.callback());
  return { address, secret: "a secret with / and + in it", server };
}
