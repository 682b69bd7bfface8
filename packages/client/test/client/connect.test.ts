import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { connectOn, json } from '../../src/client/connect.ts';
import { VirtualPlatform } from '../support/virtual-platform.ts';

async function urlOf(url: string | URL): Promise<string> {
  const platform = new VirtualPlatform();
  connectOn(platform, url, {});
  await platform.advance(0);
  return platform.transport.url;
}

describe('connectOn', () => {
  it.each([
    ['ws://a.example/rpc', 'ws://a.example/rpc'],
    ['wss://a.example/rpc?x=1#top', 'wss://a.example/rpc?x=1'],
    ['http://a.example:8080', 'ws://a.example:8080/'],
    [new URL('https://a.example/rpc'), 'wss://a.example/rpc'],
  ])('connects to %s', async (given, url) => {
    expect(await urlOf(given)).toBe(url);
  });

  it.each([
    ['ftp://a.example', 'the URL must begin with ws: or wss:, not ftp:'],
    ['wss://ann:secret@a.example', 'credentials do not belong into the URL: give them by auth'],
  ])('refuses %s', (url, message) => {
    expect(() => connectOn(new VirtualPlatform(), url, {})).toThrow(new TypeError(message));
  });

  it('refuses what is no URL', () => {
    expect(() => connectOn(new VirtualPlatform(), '/rpc', {})).toThrow(TypeError);
  });

  it('refuses wrong options', () => {
    const connect = (options: unknown) => () => Reflect.apply(connectOn, undefined, [new VirtualPlatform(), 'ws://a.example', options]);
    expect(connect({ auth: 'token' })).toThrow(new TypeError('auth must be a function that gives credentials'));
    expect(connect({ contract: {} })).toThrow(new TypeError('contract must be made by contract() of @trunkline/protocol'));
  });
});

describe('json', () => {
  it('is the JSON codec', () => {
    expect(json()).toBe(jsonCodec);
  });
});
