window.hello = (name) => `Shwmae, ${name}!`;
