/**
 * Shapes that only secrets have, as the services document them and as scanners know them (gitleaks: config/gitleaks.toml). Each is
 * specific enough that an example in a page rarely has it. The name reads behind "contains".
 */
export const shapes: readonly (readonly [what: string, shape: RegExp])[] = [
  ['an age private key', /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}/g],
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----\s{0,80}(?:\\n)?[A-Za-z0-9+/=]{16,}/g],
  ['a private key in base64', /LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,24}(?:UFJJVkFURSBLRVkt|BSSVZBVEUgS0VZL|QUklWQVRFIEtFWS)/g],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/g],
  ['a token of GitLab', /\bgl(?:pat|ptt|dt|rt|soat|ft|imt|agent|cbt)-[A-Za-z0-9_-]{20,}/g],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['a token of Slack', /\bxox[abeprs]-[A-Za-z0-9-]{20,}|\bxapp-\d-[A-Z0-9]{8,}-\d{8,}-[a-z0-9]{16,}/g],
  ['a web hook of Slack', /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{16,}/g],
  ['a web hook of Discord', /discord(?:app)?\.com\/api\/webhooks\/[0-9]{15,}\/[A-Za-z0-9_-]{40,}/g],
  [
    'a web hook of Microsoft Teams',
    /\.webhook\.office\.com\/webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\//g,
  ],
  ['a token of Telegram', /\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b/g],
  [
    'a token of Proxmox',
    /[A-Za-z0-9._-]{1,64}@(?:pam|pve|[a-z][a-z0-9-]{0,30})![A-Za-z0-9._-]{1,64}=[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  ],
  ['a token of Vault', /\bhv[sbr]\.[A-Za-z0-9_-]{24,}/g],
  ['a token of HCP Terraform', /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}/g],
  ['a key of Tailscale', /\btskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]+-[A-Za-z0-9]{16,}/g],
  ['an origin key of Cloudflare', /\bv1\.0-[0-9a-f]{24}-[0-9a-f]{146}\b/g],
  ['a key of Google', /\bAIza[0-9A-Za-z_-]{35}\b|\bGOCSPX-[A-Za-z0-9_-]{28}\b|\bya29\.[0-9A-Za-z_-]{40,}/g],
  ['a key of Azure storage', /AccountKey=[A-Za-z0-9+/]{86}==/g],
  ['a token of DigitalOcean', /\bdo[opr]_v1_[0-9a-f]{64}\b/g],
  ['a token of Docker', /\bdckr_[po]at_[A-Za-z0-9_-]{20,}/g],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a token of PyPI', /\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}/g],
  ['a key of Stripe', /\b[sr]k_(?:live|test)_[A-Za-z0-9]{20,}/g],
  ['a key of SendGrid', /\bSG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}/g],
  ['a key of Twilio', /\bSK[0-9a-f]{32}\b/g],
  ['a key of OpenAI or Anthropic', /\bsk-(?:proj|svcacct|admin|ant-[a-z0-9]+)-[A-Za-z0-9_-]{20,}/g],
  ['a token of Grafana', /\bgl(?:sa_[A-Za-z0-9]{32}_[0-9a-f]{8}|c_[A-Za-z0-9+/=]{32,})/g],
  ['a token of 1Password', /\bops_eyJ[A-Za-z0-9+/=_-]{100,}/g],
  ['a token of Databricks', /\bdapi[0-9a-f]{32}\b/g],
  ['a token of Pulumi', /\bpul-[0-9a-f]{40}\b/g],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g],
  ['a bootstrap token', /\b(?:bootstraptoken|token):\s{0,8}["']?[a-z0-9]{6}\.[a-z0-9]{16}\b/g],
];

/** Name and password in an address; words that stand for them in examples are none. */
export const addressWithPassword =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>{}$()]{1,80}:(?!(?:password|passwd|pass|secret|token|x+|\*+|\.+)@)([^\s:@/"'<>{}$()]{3,200})@[A-Za-z0-9[]/gi;
