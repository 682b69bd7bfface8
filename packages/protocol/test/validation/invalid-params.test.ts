import { expect, it } from 'vitest';
import { RpcError } from '../../src/envelope/rpc-error.ts';
import { invalidParams } from '../../src/validation/invalid-params.ts';

it('invalidParams tells what is wrong, with the issues', () => {
  const issues = [{ path: '/a', message: 'must be number' }];
  expect(invalidParams('the params are', issues)).toStrictEqual(
    new RpcError('InvalidParams', -32602, 'the params are not what the contract says', { issues }),
  );
});
