"""How the hoster looks: name, logos and accent colour of panel, mails and public pages."""
