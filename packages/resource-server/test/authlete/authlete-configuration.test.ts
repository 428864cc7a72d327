import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { format, inspect } from 'node:util';
import {
  type AuthleteConfiguration,
  AuthleteConfigurationError,
  type AuthleteConfigurationSources,
  checkAuthleteConfiguration,
  readAuthleteConfiguration,
} from '../../src/authlete/index.ts';

const secret = 's3cret-that-nobody-may-see';

/** As it stands in django-resource-server, with the values filled in. */
const djangoFile = `
# Authlete configuration
[DEFAULT]

[authlete]
base_url = https://api.authlete.com
service_owner.api_key =
service_owner.api_secret =
service.api_key = 10738933707579
service.api_secret = ${secret}
`;

/** As it stands in java-resource-server, with the values filled in. */
const javaFile = `
# Authlete configuration
! another comment
base_url = https\\://us.authlete.com
api_version: V3
service.api_key 2181229471
service.access_token=${secret.slice(0, 10)}\\
    ${secret.slice(10)}
`;

const environment = {
  AUTHLETE_API_VERSION: 'V3',
  AUTHLETE_BASE_URL: 'https://eu.authlete.com',
  AUTHLETE_SERVICE_APIKEY: '4711',
  AUTHLETE_SERVICE_ACCESSTOKEN: secret,
};

/** The problems of sources that must not be accepted, as `key: message`; the secret is in none of them. */
function problemsOf(sources: AuthleteConfigurationSources): string[] {
  try {
    readAuthleteConfiguration(sources);
  } catch (error) {
    assert.ok(error instanceof AuthleteConfigurationError);
    assert.equal(error.code, 'authlete_configuration');
    assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(secret));
    assert.ok(!`${error.message}${JSON.stringify(error)}`.includes(secret));
    return error.problems.map(({ key, message }) => `${key ?? 'file'}: ${message}`);
  }
  assert.fail('the configuration was accepted');
}

function ini(...lines: string[]): AuthleteConfigurationSources {
  return {
    file: ['[authlete]', 'service.api_key = 1', `service.api_secret = ${secret}`, ...lines].join('\n'),
  };
}

function baseUrlOf(baseUrl: string): string {
  return readAuthleteConfiguration(ini(`base_url = ${baseUrl}`)).baseUrl;
}

describe('a configuration', () => {
  test("comes from Django's authlete.ini as it is", () => {
    for (const file of [djangoFile, `\uFEFF${djangoFile.trimStart()}`, djangoFile.replaceAll('\n', '\r\n')]) {
      const configuration = readAuthleteConfiguration({ file });
      assert.ok(configuration.apiVersion === 'V2');
      assert.equal(configuration.baseUrl, 'https://api.authlete.com');
      assert.equal(configuration.serviceApiKey, '10738933707579');
      assert.equal(configuration.serviceApiSecret, secret);
    }
  });

  test("comes from Java's authlete.properties as it is", () => {
    for (const file of [javaFile, javaFile.replaceAll('\n', '\r\n')]) {
      const configuration = readAuthleteConfiguration({ file });
      assert.ok(configuration.apiVersion === 'V3');
      assert.equal(configuration.baseUrl, 'https://us.authlete.com');
      assert.equal(configuration.serviceId, '2181229471');
      assert.equal(configuration.serviceAccessToken, secret);
    }
  });

  test('comes from the environment alone', () => {
    const configuration = readAuthleteConfiguration({ environment });
    assert.ok(configuration.apiVersion === 'V3');
    assert.equal(configuration.baseUrl, 'https://eu.authlete.com');
    assert.equal(configuration.serviceId, '4711');
    assert.equal(configuration.serviceAccessToken, secret);
  });

  test('comes from the environment rather than from the file, variable by variable', () => {
    const file = djangoFile.replace(
      '[authlete]',
      '[authlete]\napi_version = V3\nservice.access_token = other',
    );
    const configuration = readAuthleteConfiguration({
      file,
      environment: { AUTHLETE_SERVICE_ACCESSTOKEN: secret, AUTHLETE_BASE_URL: '', UNRELATED: 'x' },
    });
    assert.ok(configuration.apiVersion === 'V3');
    assert.equal(configuration.baseUrl, 'https://api.authlete.com');
    assert.equal(configuration.serviceAccessToken, secret);
    assert.equal(configuration.serviceId, '10738933707579');
  });

  test('is one of API 2.x at its shared server where nothing else is said', () => {
    const configuration = readAuthleteConfiguration(ini());
    assert.equal(configuration.apiVersion, 'V2');
    assert.equal(configuration.baseUrl, 'https://api.authlete.com');
  });

  test('shows its secrets to no log and no serialiser, and cannot be changed', () => {
    for (const sources of [{ environment }, { file: djangoFile }]) {
      const configuration = readAuthleteConfiguration(sources);
      const shown = [
        inspect(configuration, { depth: null, showHidden: true, getters: false }),
        JSON.stringify(configuration),
        format('%s %o %O', configuration, configuration, configuration),
        JSON.stringify({ ...configuration }),
        Object.entries(configuration).join(),
      ];
      assert.ok(!shown.join().includes(secret));
      assert.ok(Object.isFrozen(configuration));
      assert.throws(() => Object.assign(configuration, { baseUrl: 'https://evil.example' }), TypeError);
    }
  });

  test('that was written by hand is checked by the same rules', () => {
    const byHand: AuthleteConfiguration = {
      apiVersion: 'V3',
      baseUrl: 'https://us.authlete.com/api/',
      serviceId: '1',
      serviceAccessToken: secret,
    };
    const checked = checkAuthleteConfiguration(byHand);
    assert.equal(checked.baseUrl, 'https://us.authlete.com');
    assert.equal(checked.apiVersion === 'V3' && checked.serviceAccessToken, secret);
    assert.ok(!JSON.stringify(checked).includes(secret));
    assert.throws(
      () => checkAuthleteConfiguration({ ...byHand, serviceId: '1/../2' }),
      AuthleteConfigurationError,
    );
  });
});

describe('authlete.ini', () => {
  test('is read in the dialect of ConfigParser', () => {
    const configuration = readAuthleteConfiguration({
      file: [
        '; comment',
        '[DEFAULT]',
        'SERVICE.API_KEY: 1',
        'service.api_secret = default',
        '[other]',
        'service.api_secret = other',
        'unrelated = 50%',
        '[authlete] trailing text',
        '  Service.Api_Secret =  a%%b=c:d;e#f ',
        '  # comment between',
        '  base_url : https://authlete.example',
      ].join('\r'),
    });
    assert.ok(configuration.apiVersion === 'V2');
    assert.equal(configuration.serviceApiKey, '1');
    assert.equal(configuration.serviceApiSecret, 'a%b=c:d;e#f');
    assert.equal(configuration.baseUrl, 'https://authlete.example');
  });

  test('may have its settings in [DEFAULT] alone', () => {
    const file = `[DEFAULT]\nservice.api_key = 1\nservice.api_secret = ${secret}`;
    assert.equal(readAuthleteConfiguration({ file }).apiVersion, 'V2');
  });

  test('is rejected for what ConfigParser rejects, each line with its number and without its text', () => {
    const file = ini(secret, '[authlete]', 'x = 1', 'x = 2', `base_url = 100%${secret}`, `= ${secret}`);
    assert.deepEqual(problemsOf(file), [
      'file: configuration file, line 4: expected [section], key = value, or a comment',
      'file: configuration file, line 5: the section is opened a second time',
      'file: configuration file, line 7: the key is set a second time',
      'file: configuration file, line 9: expected [section], key = value, or a comment',
      'file: configuration file, line 8: a percent sign must be written %%; references as %(key)s are not supported',
    ]);
  });

  test('with a value that goes on in the next line is read as such and rejected', () => {
    const [problem] = problemsOf(ini('api_version = V2', `  ${secret}`));
    assert.match(problem ?? '', /^api_version: must be V2/);
  });
});

describe('authlete.properties', () => {
  test('is read with the escapes of java.util.Properties', () => {
    const file = 'service.api\\u005fkey=1\nservice.api_secret = \\u0061\\=b\\\\c\\:%\\#d\\';
    const configuration = readAuthleteConfiguration({ file });
    assert.equal(configuration.apiVersion === 'V2' && configuration.serviceApiSecret, 'a=b\\c:%#d');
  });

  test('may set a key again: the last one counts', () => {
    const file = `service.api_key=1\nservice.api_key=2\nservice.api_secret=${secret}`;
    const configuration = readAuthleteConfiguration({ file });
    assert.equal(configuration.apiVersion === 'V2' && configuration.serviceApiKey, '2');
  });

  test('is rejected for a broken escape', () => {
    const file = `service.api_key=1\nservice.api_secret=${secret}\\u12`;
    assert.deepEqual(problemsOf({ file }), [
      'file: configuration file, line 2: \\u must be followed by four hexadecimal digits',
    ]);
  });

  test('with an encrypted secret is told to hold the plain one', () => {
    const file = `service.api_key=1\nservice.api_secret.encrypted=${secret}`;
    assert.deepEqual(problemsOf({ file }), [
      'service.api_secret: is missing; service.api_secret.encrypted is not supported, put the plain secret in',
    ]);
    const plain = { AUTHLETE_SERVICE_APISECRET: secret };
    assert.equal(readAuthleteConfiguration({ file, environment: plain }).apiVersion, 'V2');
  });
});

describe('a base URL', () => {
  test('may be https anywhere and http on this machine', () => {
    for (const baseUrl of [
      'https://us.authlete.com',
      'https://authlete.example:8443/prefix',
      'http://localhost:8000',
      'http://127.0.0.1:8000',
      'http://127.9.9.9',
      'http://[::1]:8000',
    ]) {
      assert.equal(baseUrlOf(baseUrl), baseUrl);
    }
  });

  test('may end in slashes and in /api, which the library adds itself', () => {
    for (const end of ['/', '//', '/api', '/api/']) {
      assert.equal(baseUrlOf(`https://us.authlete.com${end}`), 'https://us.authlete.com');
      assert.equal(baseUrlOf(`https://proxy.example/x${end}`), 'https://proxy.example/x');
    }
  });

  test('is anything else at no time', () => {
    for (const [baseUrl, message] of [
      ['us.authlete.com', /absolute URL/],
      ['/api', /absolute URL/],
      ['http://us.authlete.com', /https/],
      ['http://127.0.0.1.evil.example', /https/],
      ['http://localhost.evil.example', /https/],
      ['http://0.0.0.0:8000', /https/],
      ['http://10.0.0.1', /https/],
      ['ftp://localhost', /https/],
      ['javascript:alert(1)', /https/],
      [`https://user:${secret}@us.authlete.com`, /user name/],
      [`https://${secret}@us.authlete.com`, /user name/],
      [`https://us.authlete.com?key=${secret}`, /query/],
      ['https://us.authlete.com/?', /query/],
      [`https://us.authlete.com#${secret}`, /fragment/],
    ] as const) {
      const problems = problemsOf(ini(`base_url = ${baseUrl}`));
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', message, baseUrl);
    }
  });
});

describe('what is missing or wrong', () => {
  test('is told all at once, with key and variable', () => {
    assert.throws(
      () => readAuthleteConfiguration({ environment: { AUTHLETE_API_VERSION: 'V3' } }),
      (error) => {
        assert.ok(error instanceof AuthleteConfigurationError);
        assert.deepEqual(
          error.problems.map(({ key, variable }) => [key, variable]),
          [
            ['base_url', 'AUTHLETE_BASE_URL'],
            ['service.api_key', 'AUTHLETE_SERVICE_APIKEY'],
            ['service.access_token', 'AUTHLETE_SERVICE_ACCESSTOKEN'],
          ],
        );
        assert.match(
          error.message,
          /base_url \(AUTHLETE_BASE_URL\): is missing; .*https:\/\/us\.authlete\.com/,
        );
        return true;
      },
    );
    assert.deepEqual(problemsOf({}), ['service.api_key: is missing', 'service.api_secret: is missing']);
  });

  test('is an api_version that nobody knows', () => {
    for (const version of ['v3', '3', 'V4', ' V3', secret]) {
      const [problem] = problemsOf({ environment: { ...environment, AUTHLETE_API_VERSION: version } });
      assert.equal(problem, 'api_version: must be V2, which is the default, or V3');
    }
  });

  test('is an access token where API 2.x wants a secret', () => {
    const { AUTHLETE_API_VERSION: _, ...withoutVersion } = environment;
    assert.deepEqual(problemsOf({ environment: withoutVersion }), [
      'service.api_secret: is missing; service.access_token is for API 3.x, which needs api_version V3',
    ]);
  });

  test('is a service ID that is not made of digits', () => {
    for (const id of ['abc', '1/2', '..', '-1', '1 ', '12345678901234567890', secret]) {
      const problems = problemsOf({ environment: { ...environment, AUTHLETE_SERVICE_APIKEY: id } });
      assert.deepEqual(problems, ['service.api_key: must be the service ID, which is made of digits']);
    }
  });

  test('is a credential that could break out of its header', () => {
    const message = 'holds something besides visible ASCII characters, perhaps a blank or a line break';
    for (const end of ['\r\nx: y', '\n', ' ', '\u0000', 'ü', '\u007f']) {
      const token = { ...environment, AUTHLETE_SERVICE_ACCESSTOKEN: `${secret}${end}` };
      assert.deepEqual(problemsOf({ environment: token }), [`service.access_token: ${message}`]);
      const keyAndSecret = {
        AUTHLETE_SERVICE_APIKEY: `1${end}`,
        AUTHLETE_SERVICE_APISECRET: `${secret}${end}`,
      };
      assert.deepEqual(problemsOf({ environment: keyAndSecret }), [
        `service.api_key: ${message}, or a colon`,
        `service.api_secret: ${message}`,
      ]);
    }
  });

  test('is a colon in the user name of Basic authentication (RFC 7617, section 2)', () => {
    const withColon = { AUTHLETE_SERVICE_APIKEY: '1:2', AUTHLETE_SERVICE_APISECRET: secret };
    assert.equal(problemsOf({ environment: withColon }).length, 1);
  });
});
