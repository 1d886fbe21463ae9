// The certified OpenID provider of npm on a loopback port, for one client with one redirect URL.
import { Provider } from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const name = (login) => login[0].toUpperCase() + login.slice(1);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "rejoinder",
    client_secret: "a-secret",
    redirect_uris: [redirect],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  pkce: { required: () => true },
  scopes: ["openid", "profile", "email"],
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
  cookies: { keys: ["of the tests"] },
  features: { devInteractions: { enabled: true } },
  // The typed login decides who signs in; the password is ignored.
  findAccount: (_, login) => ({
    accountId: login,
    claims: () => ({ sub: login, name: name(login), email: `${login}@example.org`, email_verified: true }),
  }),
});
provider.listen(Number(port), "127.0.0.1");
