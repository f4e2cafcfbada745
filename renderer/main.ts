import { mount } from 'svelte';
import { Client } from './api/client.ts';
import { preloadTransport } from './api/preload-bridge.ts';
import { openWebSocket } from './api/websocket-transport.ts';
import Root from './Root.svelte';
import { App } from './state/app.svelte.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

const bridge = window.nevus;
const client = new Client(() => (bridge === undefined ? openWebSocket(location) : Promise.resolve(preloadTransport(bridge))));

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
mount(Root, { target, props: { app: new App(client) } });
