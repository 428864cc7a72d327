import type { Endpoint } from './endpoint.ts';
import { introspectionStandard } from './introspection-standard.ts';
import { introspection } from './introspection.ts';
import { serviceConfiguration } from './service-configuration.ts';
import { serviceJwks } from './service-jwks.ts';
import { tokenCreate } from './token-create.ts';
import { tokenDelete } from './token-delete.ts';
import { tokenList } from './token-list.ts';
import { tokenRevoke } from './token-revoke.ts';
import { tokenUpdate } from './token-update.ts';
import { userinfoIssue } from './userinfo-issue.ts';
import { userinfo } from './userinfo.ts';

/** The endpoints of the Authlete API that both generations have. */
export const API_ENDPOINTS: readonly Endpoint[] = [
  introspection,
  introspectionStandard,
  userinfo,
  userinfoIssue,
  tokenCreate,
  tokenUpdate,
  tokenList,
  tokenDelete,
  tokenRevoke,
  serviceConfiguration,
  serviceJwks,
];
