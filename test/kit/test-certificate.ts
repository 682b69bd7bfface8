/** A certificate for localhost, 127.0.0.1 and ::1, signed by itself and valid for a hundred years. For tests only. */
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBwzCCAWigAwIBAgIULXcJcfs2q379yjeLcQLrstnyjIMwCgYIKoZIzj0EAwIw
HjEcMBoGA1UEAwwTdHJ1bmtsaW5lIHRlc3Qgb25seTAgFw0yNjExMjIyMDMyMzJa
GA8yMTI2MTAyOTIwMzIzMlowHjEcMBoGA1UEAwwTdHJ1bmtsaW5lIHRlc3Qgb25s
eTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD6sgaKnBxDGjOgYVVQZXG/NAaR0
v11tzmKJ2sGRslInOmwtIrxmuQJYLDoEjrKEnyMrUGuFjNvHtEvZdIrOIOqjgYEw
fzAdBgNVHQ4EFgQUg4drDpqmy6hqkaLMVPuP72toE10wHwYDVR0jBBgwFoAUg4dr
Dpqmy6hqkaLMVPuP72toE10wDwYDVR0TAQH/BAUwAwEB/zAsBgNVHREEJTAjggls
b2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwCgYIKoZIzj0EAwIDSQAw
RgIhAOG+oTkH7UO9UXAR5Fa7yOFlRV57RwDP+s3AzpyeirLwAiEA0L/gW15K6b2r
wQav4mzzTOoJyIkDLkJvixU8YjfJjEE=
-----END CERTIFICATE-----
`;

/** The key of {@link TEST_CERTIFICATE}. It is public, and so it secures nothing: for tests only. */
export const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghP+bTPwZX6izcEbC
SW+62em5iOg7rnCG8tC7NM2Ee6OhRANCAAQ+rIGipwcQxozoGFVUGVxvzQGkdL9d
bc5iidrBkbJSJzpsLSK8ZrkCWCw6BI6yhJ8jK1BrhYzbx7RL2XSKziDq
-----END PRIVATE KEY-----
`;
