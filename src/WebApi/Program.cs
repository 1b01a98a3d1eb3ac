using ApiKeys.WebApi;

var builder = WebApplication.CreateBuilder(args);
builder.AddApiKeys();
var app = builder.Build();
app.UseApiKeys();
await app.RunAsync();
