// A real OpenID provider: node provider.mjs PORT REDIRECT_URI SECRET PEOPLE
// PEOPLE is JSON: who signs in → e-mail and whether it is verified. Prints "ready" once it listens.
import Provider from "oidc-provider";

const [port, redirectUri, secret, people] = process.argv.slice(2);
const known = JSON.parse(people);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "oficialia",
      client_secret: secret,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...known[id] }),
  }),
  pkce: { required: () => true },
  cookies: { keys: ["a key of this test only"] },
  ttl: { Interaction: 600, Session: 600, Grant: 600 },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
