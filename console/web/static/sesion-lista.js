// Tells the other tabs of this console that the person is back, so that they need not wait to ask.
new BroadcastChannel("oficialia-sesion").postMessage("lista");
