"""What is made of many rules: tables, sheets, the printed reference, the site."""
