// The first script of each page: it listens before anything else runs.

globalThis.problems = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  globalThis.problems.push(`the policy forbids ${effectiveDirective} ${blockedURI}`);
});
addEventListener('error', ({ message }) => void globalThis.problems.push(message));
addEventListener('unhandledrejection', ({ reason }) => void globalThis.problems.push(`rejected: ${String(reason)}`));
